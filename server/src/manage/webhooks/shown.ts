import { z } from 'zod';
import type { Api } from '../../api.ts';
import { bodyOf } from '../../delivery/body.ts';
import {
  EVENT_TYPES,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookEvent,
} from '../../model/index.ts';
import { shownTime, time } from '../api/shapes.ts';

export const endpoint = z
  .object({
    id: z.string(),
    client: z.string().nullable().describe('null: the API owner’s own, which is told of all clients.'),
    url: z.string(),
    events: z.array(z.string()).describe('Empty: all of them, later ones too.'),
    ordered: z.boolean().describe('Whether the events of one connected account come one after the other.'),
    secrets: z
      .array(z.object({ id: z.string(), expiresAt: time.nullable() }))
      .describe('Two while one replaces the other, the newest first.'),
    state: z.enum(['served', 'failing', 'disabled']),
    failures: z.int().describe('Failed attempts since the last success.'),
    failingSince: time.nullable(),
    disabledAt: time
      .nullable()
      .describe('When days of failures ended deliveries. A test event that arrives serves it again.'),
    createdAt: time,
  })
  .meta({ id: 'WebhookEndpoint' });

export const delivery = z
  .object({
    number: z.int().describe('The place of the event; name it to send it again.'),
    event: z.string().describe('Id of the event, as the receiver gets it.'),
    type: z.enum(EVENT_TYPES),
    at: time,
    status: z
      .enum(['due', 'waiting', 'delivered', 'given_up'])
      .describe('waiting: an earlier event of its connected account has not arrived yet.'),
    attempts: z.int(),
    dueAt: time.nullable().describe('When it is sent next.'),
    answeredAt: time.nullable(),
    answer: z.string().nullable().describe('The status of the last answer, or why there was none.'),
    answerBody: z.string().nullable().describe('The beginning of the last answer.'),
    payload: z.unknown().describe('The body as it is sent.'),
  })
  .meta({ id: 'WebhookDelivery' });

export const attempted = z
  .object({
    delivered: z.boolean(),
    answer: z.string().describe('The status of the answer, or why there was none.'),
    body: z.string().nullable().describe('The beginning of the answer.'),
    enabled: z.boolean().describe('Whether a disabled endpoint is served again by it.'),
  })
  .meta({ id: 'WebhookTest' });

export function shownEndpoint(found: WebhookEndpoint) {
  const { id, clientId, url, events, ordered, secrets, failures, failingSince, disabledAt, createdAt } =
    found;
  return {
    ...{ id, client: clientId, url, events: events ?? [], ordered },
    secrets: secrets.map((each) => ({ id: each.id, expiresAt: shownTime(each.expiresAt) })),
    state: disabledAt !== null ? 'disabled' : failures > 0 ? 'failing' : 'served',
    failures,
    failingSince: shownTime(failingSince),
    disabledAt: shownTime(disabledAt),
    createdAt: shownTime(createdAt),
  };
}

export function shownDelivery(
  api: Api,
  { event, delivery: sent }: { event: WebhookEvent; delivery: WebhookDelivery },
) {
  return {
    number: sent.eventNumber,
    ...{ event: event.id, type: event.type, at: shownTime(event.at) },
    ...{ status: sent.status, attempts: sent.attempts, answer: sent.answer, answerBody: sent.body },
    dueAt: shownTime(sent.dueAt),
    answeredAt: shownTime(sent.answeredAt),
    payload: JSON.parse(bodyOf(api, event)),
  };
}

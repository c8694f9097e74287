import { z } from 'zod';
import { sentence } from '../../words/sentence.ts';
import { type ManageCall, type ManageOperation, operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeAt } from '../api/paging.ts';
import { time } from '../api/shapes.ts';
import { replayEvents, sendAgain, testEndpoint } from './endpoint.ts';
import { ENDPOINT, endpointOf, type Whose } from './found.ts';
import { mayTry } from './own.ts';
import { attempted, delivery, shownDelivery } from './shown.ts';

const TOO_OFTEN = refuse(429, 'too_often', sentence('tooOften'));
const DISABLED = refuse(409, 'webhook_disabled', sentence('endpointDisabled'));

const PROBLEMS = {
  too_often: [429, 'there were too many tries in the last minute.'],
  webhook_disabled: [409, 'the endpoint is disabled; a test event that arrives serves it again.'],
} as const;

/** The operations about deliveries to an endpoint. */
export function deliveryOperations({ path, whom, name }: Whose): ManageOperation[] {
  const common = { noun: 'webhooks', whom, parameters: ENDPOINT } as const;
  return [
    operation({
      ...common,
      id: `list${name}Deliveries`,
      method: 'GET',
      path: `${path}/{webhook}/deliveries`,
      summary: 'List what was sent to an endpoint, newest first, with payload and answer',
      description: 'Events are kept for 30 days.',
      query: z.object(PAGE),
      answer: { status: 200, schema: pageOf(delivery) },
      async handle(call) {
        const { api, query } = call;
        const { limit, cursor } = query;
        const place = placeAt(cursor, ['number']);
        if (!place.ok) return place.problem;
        const found = await endpointOf(call as ManageCall);
        if (!found) return unknown('endpoint');
        const rows = await api.store.webhookDeliveries({
          ...{ endpointId: found.endpoint.id, before: place.value?.[0] ?? null, limit: limit + 1 },
        });
        return {
          status: 200,
          body: page(
            rows,
            limit,
            (row) => [row.delivery.eventNumber],
            (row) => shownDelivery(api, row),
          ),
        };
      },
    }),
    operation({
      ...common,
      id: `resend${name}Delivery`,
      method: 'POST',
      path: `${path}/{webhook}/deliveries/{number}/retry`,
      parameters: { ...ENDPOINT, number: 'The number of the delivery.' },
      summary: 'Send one event again that was delivered or given up',
      answer: { status: 202, schema: z.object({ sent: z.boolean() }) },
      problems: { ...PROBLEMS, underway: [409, 'it still waits for its turn or its next attempt.'] },
      async handle(call) {
        const found = await endpointOf(call as ManageCall);
        const number = Number(call.path.number);
        if (!found || !Number.isSafeInteger(number) || number < 1) return unknown('delivery');
        if (!(await mayTry(call.api, { userId: call.actor.by }))) return TOO_OFTEN;
        switch (await sendAgain(call.api, found.endpoint, number, found.row)) {
          case 'sent':
            return { status: 202, body: { sent: true } };
          case 'underway':
            return refuse(409, 'underway', sentence('underway'));
          case 'disabled':
            return DISABLED;
          case 'unknown':
            return unknown('delivery');
        }
      },
    }),
    operation({
      ...common,
      id: `test${name}`,
      method: 'POST',
      path: `${path}/{webhook}/test`,
      summary: 'Send a test event now, and show how the receiver answers',
      answer: { status: 200, schema: attempted },
      problems: { too_often: PROBLEMS.too_often },
      async handle(call) {
        const found = await endpointOf(call as ManageCall);
        if (!found) return unknown('endpoint');
        if (!(await mayTry(call.api, { userId: call.actor.by }))) return TOO_OFTEN;
        const tried = await testEndpoint(call.api, found.endpoint, found.row);
        const { delivered, answer, body, enabled } = tried;
        return { status: 200, body: { delivered, answer, body, enabled } };
      },
    }),
    operation({
      ...common,
      id: `replay${name}`,
      method: 'POST',
      path: `${path}/{webhook}/replay`,
      summary: 'Send the events of a span again',
      description: 'An event that has not arrived yet stays as it is.',
      body: z.strictObject({
        since: time,
        until: time.nullable().default(null).describe('Before this time; null: now.'),
      }),
      answer: { status: 202, schema: z.object({ events: z.int().describe('How many are sent again.') }) },
      problems: { ...PROBLEMS, empty_span: [422, 'the span ends before it begins.'] },
      async handle(call) {
        const found = await endpointOf(call as ManageCall);
        if (!found) return unknown('endpoint');
        const since = Date.parse(call.body.since);
        const until = call.body.until === null ? call.api.clock.now() + 1 : Date.parse(call.body.until);
        if (until <= since) return refuse(422, 'empty_span', sentence('emptySpan'));
        if (!(await mayTry(call.api, { userId: call.actor.by }))) return TOO_OFTEN;
        const outcome = await replayEvents(call.api, found.endpoint, { since, until }, found.row);
        if (outcome.ok) return { status: 202, body: { events: outcome.value } };
        return outcome.problem === 'disabled' ? DISABLED : unknown('endpoint');
      },
    }),
  ];
}

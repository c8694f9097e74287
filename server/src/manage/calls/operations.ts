import { z } from 'zod';
import { limitUses } from '../../usage/limits.ts';
import { callSums } from '../../usage/sums.ts';
import { operation, unknown } from '../api/operation.ts';
import { PAGE, pageOf } from '../api/paging.ts';
import { shownTime, time } from '../api/shapes.ts';
import { beforeRow, nextRow } from '../audit/place.ts';
import { platformConnection } from '../clients/connections.ts';
import { refusalOperations } from './refusals.ts';
import { call, shownCall } from './shown.ts';
import { tailOperations } from './tail.ts';

const outcomes = { allowed: z.int(), denied: z.int() };

const usage = z
  .object({
    ...outcomes,
    since: time.nullable().describe('From when on calls are counted here, if not over all days.'),
    days: z.array(z.object({ day: time, ...outcomes })),
    operations: z.array(z.object({ operation: z.string().nullable(), ...outcomes })),
    causes: z
      .array(z.object({ code: z.string(), operation: z.string().nullable(), calls: z.int(), last: time }))
      .describe(
        'Refusals by cause and operation, the most frequent first; `last` is the begin of its hour or day.',
      ),
    limits: z.array(
      z.object({
        policy: z.string(),
        window: z.int().describe('In seconds.'),
        limit: z.int(),
        used: z.int(),
        resetsAt: time.nullable().describe('null: the next call begins a window.'),
      }),
    ),
  })
  .meta({ id: 'ClientUsage' });

const text = z.string().min(1).max(200).optional();

export const callOperations = [
  operation({
    id: 'listClientCalls',
    method: 'GET',
    path: '/clients/{client}/calls',
    noun: 'usage',
    whom: 'developer',
    summary: 'List the calls of a client, newest first, with the checks of each',
    description: 'A page can be shorter than `limit`, or empty, while `next` leads on.',
    query: z.object({
      outcome: z.enum(['allowed', 'denied']).optional(),
      code: text.describe('Why it was refused.'),
      operation: text.describe('Id of the operation.'),
      connectedAccount: text,
      since: time.optional(),
      until: time.optional().describe('Before this time.'),
      ...PAGE,
    }),
    answer: { status: 200, schema: pageOf(call) },
    async handle({ api, path, query }) {
      const from = beforeRow(query.cursor);
      if (!from.ok) return from.problem;
      const { outcome, code, operation: of, connectedAccount, since, until, limit } = query;
      const { rows, next } = await api.store.auditPage({
        ...{ kind: 'api.called', clientId: path.client ?? '', limit },
        ...(outcome === undefined ? {} : { outcome }),
        ...(code === undefined ? {} : { code, outcome: 'denied' }),
        ...(of === undefined ? {} : { operation: of }),
        ...(connectedAccount === undefined ? {} : { connectedAccountId: connectedAccount }),
        ...(since === undefined ? {} : { since: Date.parse(since) }),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
        ...from.value,
      });
      return { status: 200, body: { data: rows.map(shownCall), next: nextRow(next) } };
    },
  }),
  operation({
    id: 'getClientUsage',
    method: 'GET',
    path: '/clients/{client}/usage',
    noun: 'usage',
    whom: 'developer',
    summary: 'Show the calls of a client by day, operation and cause, and how near its limits are',
    query: z.object({
      days: z.coerce.number().int().min(1).max(90).default(30).describe('How many days, today included.'),
      connectedAccount: text.describe('Only the calls for this account of a platform, and its limits.'),
    }),
    answer: { status: 200, schema: usage },
    async handle({ api, path, query: { days, connectedAccount } }) {
      const now = api.clock.now();
      const found = await api.store.client(path.client ?? '', now);
      if (!found) return unknown('client');
      const { client } = found;
      if (connectedAccount !== undefined && !(await platformConnection(api, client, connectedAccount))) {
        return unknown('connection');
      }
      const whose =
        connectedAccount === undefined ? { clientId: client.id } : { connectedAccountId: connectedAccount };
      const sums = await callSums(api.store, whose, { days, now });
      const limits = await limitUses(api, client, connectedAccount ?? null);
      return {
        status: 200,
        body: {
          allowed: sums.allowed,
          denied: sums.denied,
          since: shownTime(sums.since),
          days: sums.days.map(({ day, ...counted }) => ({ day: shownTime(day), ...counted })),
          operations: sums.operations,
          causes: sums.causes.map((cause) => ({ ...cause, last: shownTime(cause.last) })),
          limits: limits.map((limit) => ({ ...limit, resetsAt: shownTime(limit.resetsAt) })),
        },
      };
    },
  }),
  ...refusalOperations,
  ...tailOperations,
];

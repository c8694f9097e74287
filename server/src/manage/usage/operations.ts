import { z } from 'zod';
import type { Api } from '../../api.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { UsageCount } from '../../model/index.ts';
import { cursorOf, readCursor } from '../../usage/cursor.ts';
import { sentence } from '../../words/sentence.ts';
import { type ManageProblem, operation, refuse } from '../api/operation.ts';
import { NO_SUCH_CURSOR, PAGE, pageOf } from '../api/paging.ts';
import { shownTime, time } from '../api/shapes.ts';
import { namesOf } from '../audit/names.ts';

const counter = z
  .object({
    begins: time.describe('When its hour or day begins.'),
    client: z.string().nullable().describe('null: by personal access tokens, or without a token.'),
    connectedAccount: z.string().nullable(),
    operation: z.string().nullable(),
    outcome: z.enum(['allowed', 'denied']),
    code: z.string().nullable().describe('Why they were refused.'),
    calls: z.int(),
  })
  .meta({ id: 'UsageCounter' });

const filters = {
  by: z.enum(['hour', 'day']).default('hour').describe('day: over all connected accounts.'),
  connectedAccount: z.string().min(1).max(200).optional(),
  operation: z.string().min(1).max(200).optional().describe('Id of the operation.'),
  since: time.optional(),
  until: time.optional().describe('Hours and days that begin before this time.'),
  ...PAGE,
};

const ANSWER = { status: 200, schema: pageOf(counter) } as const;
const PROBLEMS = {
  no_accounts_by_day: [422, 'days add up all connected accounts.'],
} as const;
const DESCRIPTION =
  'Every call is counted in the commit of its row in the log. A page can be shorter than `limit`, or empty, while `next` leads on.';

export const usageOperations = [
  operation({
    id: 'listUsage',
    method: 'GET',
    path: '/usage',
    noun: 'usage',
    whom: 'operator',
    summary: 'List counters of calls by hour or day, newest first',
    description: DESCRIPTION,
    query: z.object({ client: z.string().min(1).max(400).optional(), ...filters }),
    answer: {
      status: 200,
      schema: pageOf(counter).extend({
        clients: z.record(z.string(), z.string()).describe('Names by id, of those that are still there.'),
      }),
    },
    problems: PROBLEMS,
    async handle({ api, query: { client, ...query } }) {
      const found = await counters(api, query, client);
      if (!found.ok) return found.problem;
      const ids = found.value.data.map((each) => each.client);
      const known = async (id: string) => (await api.store.client(id, api.clock.now()))?.client ?? null;
      return { status: 200, body: { ...found.value, clients: await namesOf(ids, known) } };
    },
  }),
  operation({
    id: 'listClientUsage',
    method: 'GET',
    path: '/clients/{client}/usage/counters',
    noun: 'usage',
    whom: 'developer',
    summary: 'List a client’s counters of calls by connected account, operation and outcome',
    description: DESCRIPTION,
    query: z.object(filters),
    answer: ANSWER,
    problems: PROBLEMS,
    async handle({ api, path, query }) {
      const found = await counters(api, query, path.client);
      return found.ok ? { status: 200, body: found.value } : found.problem;
    },
  }),
];

type Query = z.output<z.ZodObject<typeof filters>>;

interface Counters {
  data: ReturnType<typeof shown>[];
  next: string | null;
}

async function counters(
  api: Api,
  query: Query,
  clientId: string | undefined,
): Promise<Result<Counters, ManageProblem>> {
  const { by, connectedAccount, operation: of, since, until, limit, cursor } = query;
  if (by === 'day' && connectedAccount !== undefined) {
    return refused(refuse(422, 'no_accounts_by_day', sentence('noAccountsByDay')));
  }
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (after === null) return refused(NO_SUCH_CURSOR);
  const { counts, next } = await api.store.usagePage({
    ...{ by, limit },
    ...(clientId === undefined ? {} : { clientId }),
    ...(connectedAccount === undefined ? {} : { connectedAccountId: connectedAccount }),
    ...(of === undefined ? {} : { operation: of }),
    ...(since === undefined ? {} : { since: Date.parse(since) }),
    ...(until === undefined ? {} : { until: Date.parse(until) }),
    ...(after === undefined ? {} : { after }),
  });
  return ok({ data: counts.map(shown), next: next && cursorOf(next) });
}

function shown({ hour, clientId, connectedAccountId, operation: of, outcome, code, calls }: UsageCount) {
  return {
    begins: shownTime(hour),
    client: clientId,
    connectedAccount: connectedAccountId,
    ...{ operation: of, outcome, code, calls },
  };
}

import { z } from 'zod';
import { CHECKS, REFUSAL_CODES, REFUSALS } from '../../model/index.ts';
import { callSums } from '../../usage/sums.ts';
import { operation } from '../api/operation.ts';
import { shownTime, time } from '../api/shapes.ts';
import { call, shownCall } from './shown.ts';

/** Refused calls of the log among which examples are looked for, and causes in one answer. */
const EXAMPLES = 200;
const MOST_CAUSES = 100;

const code = z
  .object({
    code: z.string(),
    status: z.int(),
    title: z.string(),
    means: z.string().describe('The cause in plain words.'),
    remedy: z.string(),
    todo: z.string().describe('The remedy in a sentence.'),
  })
  .meta({ id: 'RefusalCode' });

const cause = z
  .object({
    code: z.string(),
    operation: z.string().nullable().describe('null: the call matched none.'),
    calls: z.int(),
    last: time.describe('Of the last one: that of the example, or the begin of its day.'),
    failed: z
      .array(z.enum(CHECKS))
      .describe('The checks that failed in the example; empty if there is no example.'),
    example: call.nullable().describe('The newest such call of the last ones in the log.'),
  })
  .meta({ id: 'RefusalCause' });

export const refusalOperations = [
  operation({
    id: 'listClientRefusals',
    method: 'GET',
    path: '/clients/{client}/refusals',
    noun: 'usage',
    whom: 'developer',
    summary: 'Group the refused calls of a client by cause and operation, the most frequent first',
    description: `The numbers are counters of whole days, so no call is left out of them. Each cause has an example from the last ${EXAMPLES} refused calls of the log, if there is one among them.`,
    query: z.object({
      days: z.coerce.number().int().min(1).max(90).default(7).describe('How many days, today included.'),
    }),
    answer: {
      status: 200,
      schema: z.object({
        data: z.array(cause),
        since: time.nullable().describe('From when on calls are counted here, if not over all days.'),
      }),
    },
    async handle({ api, path, query: { days } }) {
      const clientId = path.client ?? '';
      const now = api.clock.now();
      const sums = await callSums(api.store, { clientId }, { days, now });
      const refused = { kind: 'api.called', clientId, outcome: 'denied', limit: EXAMPLES } as const;
      const { rows } = sums.denied === 0 ? { rows: [] } : await api.store.auditPage(refused);
      const examples = rows.map(shownCall);
      const data = sums.causes.slice(0, MOST_CAUSES).map(({ last, ...each }) => {
        const example = examples.find((one) => one.code === each.code && one.operation === each.operation);
        const failed = example?.checks.filter(({ outcome }) => outcome === 'failed') ?? [];
        return {
          ...each,
          last: example?.at ?? shownTime(last),
          failed: failed.map(({ check }) => check),
          example: example ?? null,
        };
      });
      return { status: 200, body: { data, since: shownTime(sums.since) } };
    },
  }),
  operation({
    id: 'listRefusalCodes',
    method: 'GET',
    path: '/refusal-codes',
    noun: 'usage',
    whom: 'anybody',
    summary: 'List the codes of refusals with their meaning and remedy',
    answer: { status: 200, schema: z.object({ data: z.array(code) }) },
    async handle({ api: { words } }) {
      const said: Partial<Record<string, string>> = words.calls.refusal;
      const data = REFUSAL_CODES.map((each) => {
        const { status, title, remedy } = REFUSALS[each];
        return {
          code: each,
          status,
          title,
          means: said[each] ?? title,
          remedy,
          todo: words.calls.remedy[remedy],
        };
      });
      return { status: 200, body: { data } };
    },
  }),
];

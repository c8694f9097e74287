import { z } from 'zod';
import { sealLag } from '../../audit/seal/lag.ts';
import { SECOND } from '../../lib/clock.ts';
import { PUSH_STATES } from '../../model/index.ts';
import { MISSED_AFTER } from '../../nodes/report.ts';
import { operation } from '../api/operation.ts';
import { shownTime, time } from '../api/shapes.ts';

/** Each start of a node is one, for a day. */
const MOST_NODES = 200;

const node = z
  .object({
    name: z.string(),
    version: z.string(),
    since: time.describe('When it started.'),
    lastSeen: time,
    missing: z
      .boolean()
      .describe('Nothing was heard of it for a minute. One that stops in order is not in the list any more.'),
    push: z.enum(PUSH_STATES).describe('Whether it hears changes by other nodes at once; none: it is alone.'),
    pushSeconds: z
      .number()
      .nullable()
      .describe('How old the last change by another node was when it was heard; null: none was heard.'),
    chores: z.boolean().describe('Whether it does what one node does for all.'),
    remembered: z.int().describe('Tokens, connections and clients in its memory.'),
    cleanedAt: time
      .nullable()
      .describe('When it last ended a round that removes expired rows; null: it has not come round yet.'),
  })
  .meta({ id: 'Node', description: 'The state of one node, as it told it within the last half minute.' });

export const nodeOperations = [
  operation({
    id: 'listNodes',
    method: 'GET',
    path: '/nodes',
    noun: 'operations',
    whom: 'operator',
    summary: 'List the nodes that share the database, and the work that waits for them',
    answer: {
      status: 200,
      schema: z.object({
        data: z.array(node),
        waiting: z
          .object({ mails: z.int(), webhooks: z.int() })
          .describe('Those that are to be sent, also again; up to 10,000 of each are counted.'),
        sealLag: z.number().describe('Age in seconds of the oldest row of the log without a seal.'),
      }),
    },
    async handle({ api }) {
      const { store, clock } = api;
      const now = clock.now();
      const found = await store.nodeReports(MOST_NODES);
      const data = found.map(({ name, version, startedAt, seenAt, push, pushAge, chores, ...rest }) => {
        const missing = now - seenAt > MISSED_AFTER;
        return {
          ...{ name, version, since: shownTime(startedAt), lastSeen: shownTime(seenAt), missing, push },
          pushSeconds: pushAge === null ? null : pushAge / SECOND,
          chores: chores && !missing,
          remembered: rest.remembered,
          cleanedAt: shownTime(rest.cleanedAt),
        };
      });
      const [mails, webhooks] = [await store.mailsWaiting(), await store.webhooksWaiting()];
      return { status: 200, body: { data, waiting: { mails, webhooks }, sealLag: await sealLag(api) } };
    },
  }),
];

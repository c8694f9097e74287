import { z } from 'zod';
import { auditEvent } from '../../audit/event.ts';
import { sentence } from '../../words/sentence.ts';
import { operation, refuse } from '../api/operation.ts';
import { time } from '../api/shapes.ts';

/** Clients that one request counts, and removes, at most; each commit removes so many. */
const MOST_COUNTED = 100_000;
const MOST_REMOVED = 1_000;
const AT_ONCE = 50;

export const unusedClientOperations = [
  operation({
    id: 'cleanUpClients',
    method: 'POST',
    path: '/client-cleanups',
    noun: 'clients',
    whom: 'operator',
    stepUp: true,
    summary: 'Delete clients that registered themselves and are not used',
    description: `With \`preview\` it only counts, up to ${MOST_COUNTED}. One request deletes at most ${MOST_REMOVED}, those unused for longest first; \`left\` says how many there are still. Their connections end.`,
    body: z.strictObject({
      unusedSince: time.describe('Neither made nor used at this time or later.'),
      origin: z.enum(['registration', 'document']).nullable().default(null).describe('null: both.'),
      preview: z.boolean().default(true),
    }),
    answer: {
      status: 200,
      schema: z.object({ deleted: z.int(), left: z.int() }).meta({ id: 'ClientCleanup' }),
    },
    problems: { in_the_future: [422, '`unusedSince` has to be in the past.'] },
    async handle({ api, request, actor: { by }, body: { unusedSince, origin, preview } }) {
      const before = Date.parse(unusedSince);
      if (before > api.clock.now()) {
        return refuse(422, 'in_the_future', sentence('inTheFuture'));
      }
      let deleted = 0;
      for (let more = !preview; more && deleted < MOST_REMOVED; ) {
        const removed = await api.store.removeClientsUnusedSince(
          { before, origin, limit: AT_ONCE },
          auditEvent(api, request, 'client.deleted', { detail: { by, reason: 'unused', unusedSince } }),
        );
        deleted += removed;
        more = removed === AT_ONCE;
      }
      const left = await api.store.countUnusedClients({ before, origin, most: MOST_COUNTED });
      return { status: 200, body: { deleted, left } };
    },
  }),
];

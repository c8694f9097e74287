import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Api } from '../../api.ts';
import { NO_STORE } from '../../http/answer.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { sentence } from '../../words/sentence.ts';
import { authorize } from '../api/authority.ts';
import { readCaller } from '../api/caller.ts';
import { type ManageOperation, operation, refuse } from '../api/operation.ts';
import { shownCall } from './shown.ts';

/** A reader asks again after that, by the id of the last event; nobody who left without a word is followed for longer. */
const LONGEST = MINUTE;
const EVERY = SECOND;
const AT_ONCE = 100;
/** Logs that one caller follows at a time. */
const MOST = 4;

const follow: ManageOperation = operation({
  id: 'followClientCalls',
  method: 'GET',
  path: '/clients/{client}/calls/live',
  noun: 'usage',
  whom: 'developer',
  summary: 'Follow the calls of a client as they are made, as server-sent events',
  description: `Each event \`call\` is one call as \`listClientCalls\` shows it, with its id. The answer ends after a minute; a browser asks again by itself, with \`Last-Event-ID\`, and misses nothing. At most ${MOST} at a time.`,
  query: z.object({
    outcome: z.enum(['allowed', 'denied']).optional(),
    after: z.coerce
      .number()
      .int()
      .min(0)
      .optional()
      .describe('Id of the last call that was seen; without it, only those from now on.'),
  }),
  answer: { status: 200, schema: z.string(), mediaType: 'text/event-stream' },
  problems: { follows_too_many: [429, 'you follow too many logs at a time.'] },
  async handle({ api, request, path, query, actor: { by } }) {
    const { following } = api.runtime;
    if ((following.get(by) ?? 0) >= MOST) {
      return refuse(429, 'follows_too_many', sentence('followsTooMany', MOST));
    }
    const last = Number(request.headers['last-event-id'] ?? query.after ?? Number.NaN);
    const from = Number.isSafeInteger(last) && last >= 0 ? last : await api.store.newestChange();
    const mayRead = async () => {
      const caller = await readCaller(api, request);
      return caller.ok && (await authorize(api, follow, caller.value, path)).ok;
    };
    const wanted = { clientId: path.client ?? '', ...(query.outcome ? { outcome: query.outcome } : {}) };
    return {
      raw: {
        status: 200,
        headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no', ...NO_STORE },
        body: '',
        stream: calls(api, wanted, from, { by, mayRead }),
      },
    };
  },
});

export const tailOperations = [follow];

/** In the format of the WHATWG HTML standard, section 9.2.5. */
async function* calls(
  api: Api,
  wanted: { clientId: string; outcome?: 'allowed' | 'denied' },
  from: number,
  { by, mayRead }: { by: string; mayRead(): Promise<boolean> },
): AsyncGenerator<string> {
  const until = performance.now() + LONGEST;
  const { following } = api.runtime;
  following.set(by, (following.get(by) ?? 0) + 1);
  try {
    yield ': the calls from now on\n\n';
    for (let after = from; performance.now() < until; ) {
      // A row with a lower id may still be committed by another node beyond this one.
      const settled = await api.store.newestChange();
      const page = await api.store.auditPage({ kind: 'api.called', ...wanted, after, limit: AT_ONCE });
      const rows = page.rows.filter(({ id }) => id <= settled);
      for (const row of rows) yield `event: call\nid: ${row.id}\ndata: ${JSON.stringify(shownCall(row))}\n\n`;
      const more = page.next !== null && page.next <= settled;
      after = more ? (page.next ?? after) : Math.max(after, settled);
      if (more) continue;
      // A line also finds out that nobody reads any more.
      if (rows.length === 0) yield ':\n\n';
      await pause(EVERY, undefined, { ref: false });
      // The session or the client can have ended, or changed hands, meanwhile.
      if (!(await mayRead())) return;
    }
  } finally {
    const rest = (following.get(by) ?? 1) - 1;
    if (rest > 0) following.set(by, rest);
    else following.delete(by);
  }
}

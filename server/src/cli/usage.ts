import { StartError } from '../config/environment/start-error.ts';
import type { UsageQuery } from '../store/store.ts';
import { cursorOf, readCursor } from '../usage/cursor.ts';
import { described } from '../usage/page.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { withStore } from './open-store.ts';
import { readCount, readTime } from './read-option.ts';
import { columns } from './terminal.ts';

const MOST = 1_000;

const TEXT = { type: 'string' } as const;
const FILTERS = {
  by: TEXT,
  client: TEXT,
  account: TEXT,
  operation: TEXT,
  since: TEXT,
  until: TEXT,
  cursor: TEXT,
};

export const usage = command({
  name: 'usage',
  summary: 'show how many calls each hour had, by client, connected account, operation and outcome',
  usage: `latchkey usage [filters] [--by day] [--lines <n>] [--cursor <text>] [--json]

Hour (UTC), client, connected account, operation, outcome, calls; newest first.

  --client, --account, --operation <id>
                    only what concerns this one
  --since <time>, --until <time>
                    only hours that begin then: 2026-11-21,
                    2026-11-21T14:00:00Z, or 90m, 24h, 7d ago
  --by <what>       hour (default) or day: sums over connected accounts
  --lines <n>       how many (default: 50, at most ${MOST})
  --cursor <text>   go on where an earlier page ended
  --json            one JSON object on each line, as over HTTP
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    ...FILTERS,
    lines: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  },
  async run({ values }, terminal) {
    const { by = 'hour', client, account, operation, since, until, cursor, json } = values;
    const limit = readCount('--lines', values.lines, MOST);
    const now = Date.now();
    const after = cursor === undefined ? undefined : readCursor(cursor);
    if (after === null) throw new StartError('--cursor has to be what an earlier page named.');
    if (by !== 'hour' && by !== 'day') throw new StartError('--by is hour or day.');
    if (by === 'day' && account !== undefined) {
      throw new StartError('--by day adds up all connected accounts: leave --account out.');
    }
    const query: UsageQuery = {
      ...{ by, limit },
      ...(client === undefined ? {} : { clientId: client }),
      ...(account === undefined ? {} : { connectedAccountId: account }),
      ...(operation === undefined ? {} : { operation }),
      ...(since === undefined ? {} : { since: readTime('--since', since, now) }),
      ...(until === undefined ? {} : { until: readTime('--until', until, now) }),
      ...(after === undefined ? {} : { after }),
    };
    return withStore('read', values, terminal, async ({ store }) => {
      const { counts, next } = await store.usagePage(query);
      if (json) for (const count of counts) terminal.say(JSON.stringify(described(count)));
      else {
        const rows = counts.map((count) => [
          new Date(count.hour).toISOString().slice(0, by === 'day' ? 10 : 13),
          count.clientId ?? '-',
          count.connectedAccountId ?? '-',
          count.operation ?? '-',
          count.code ?? count.outcome,
          `${count.calls}`,
        ]);
        for (const line of columns(rows)) terminal.say(line);
      }
      if (next) terminal.note(`There may be more: add --cursor ${cursorOf(next)}.`);
      else if (counts.length === 0) terminal.note('No calls were counted that match.');
      return 0;
    });
  },
});

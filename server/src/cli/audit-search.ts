import { FILTER_OPTIONS, FILTER_USAGE, readFilter } from './audit-filter.ts';
import { inWords } from './audit-row.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { withStore } from './open-store.ts';
import { readCount } from './read-option.ts';

const MOST = 1_000;

export const auditSearch = command({
  name: 'audit search',
  summary: 'find what happened: to whom, by whom, which operation, when, with which outcome',
  usage: `latchkey audit search [filters] [--lines <n>] [--before <id>] [--json]

  --lines <n>       how many, newest first (default: 50, at most ${MOST})
  --before <id>     go on from this row to older ones
  --json            one JSON object on each line
${FILTER_USAGE}
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    ...FILTER_OPTIONS,
    lines: { type: 'string', default: '50' },
    before: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  async run({ values }, terminal) {
    const limit = readCount('--lines', values.lines, MOST);
    const before = values.before === undefined ? {} : { before: readCount('--before', values.before) };
    const filter = readFilter(values, Date.now());
    return withStore('read', values, terminal, async ({ store }) => {
      const rows = await store.auditTrail({ ...filter, ...before, limit });
      for (const row of rows) terminal.say(values.json ? JSON.stringify(row) : inWords(row));
      const last = rows.at(-1);
      if (last && rows.length === limit) terminal.note(`There may be more: add --before ${last.id}.`);
      if (!last) terminal.note('No row of the audit log matches.');
      return 0;
    });
  },
});

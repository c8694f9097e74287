import { EXPORT_FORMATS, exportLog } from '../audit/export.ts';
import { StartError } from '../config/environment/start-error.ts';
import { FILTER_OPTIONS, FILTER_USAGE, readFilter } from './audit-filter.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { withStore } from './open-store.ts';

export const auditExport = command({
  name: 'audit export',
  summary: 'write the audit log, or a part of it, as JSON Lines or CSV',
  usage: `latchkey audit export [--format jsonl|csv] [filters] > log.jsonl

  --format <format> jsonl (default) or csv; oldest first, however long it is
${FILTER_USAGE}
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    ...FILTER_OPTIONS,
    format: { type: 'string', default: 'jsonl' },
  },
  async run({ values }, terminal) {
    const format = EXPORT_FORMATS.find((each) => each === values.format);
    if (!format) throw new StartError(`--format is ${EXPORT_FORMATS.join(' or ')}.`);
    const filter = readFilter(values, Date.now());
    return withStore('read', values, terminal, async ({ store }) => {
      for await (const piece of exportLog(store, filter, format)) await terminal.write(piece);
      return 0;
    });
  },
});

import { EXPORT_FORMATS, exportLog, exportSeals } from '../audit/export.ts';
import { StartError } from '../config/environment/start-error.ts';
import { FILTER_OPTIONS, FILTER_USAGE, readFilter } from './audit-filter.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { withStore } from './open-store.ts';

export const auditExport = command({
  name: 'audit export',
  summary: 'write the audit log, or a part of it, as JSON Lines or CSV',
  usage: `latchkey audit export [--format jsonl|csv] [--seals] [filters] > log.jsonl

  --format <format> jsonl (default) or csv; oldest first, however long it is
  --seals           the seals as well, after the rows: latchkey restore --log verifies the rows by them. JSON Lines
                    without filters only
${FILTER_USAGE}
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    ...FILTER_OPTIONS,
    format: { type: 'string', default: 'jsonl' },
    seals: { type: 'boolean', default: false },
  },
  async run({ values }, terminal) {
    const format = EXPORT_FORMATS.find((each) => each === values.format);
    if (!format) throw new StartError(`--format is ${EXPORT_FORMATS.join(' or ')}.`);
    const filter = readFilter(values, Date.now());
    if (values.seals && (format !== 'jsonl' || Object.values(filter).some((each) => each !== undefined))) {
      throw new StartError(
        '--seals goes with the whole log, as JSON Lines: leave out --format csv and the filters.',
      );
    }
    return withStore('read', values, terminal, async ({ store }) => {
      for await (const piece of exportLog(store, filter, format)) await terminal.write(piece);
      if (values.seals) for await (const piece of exportSeals(store)) await terminal.write(piece);
      return 0;
    });
  },
});

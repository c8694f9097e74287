import { stringify } from 'csv-stringify/sync';
import type { AuditRow } from '../model/index.ts';
import type { AuditQuery, AuditStore, SealStore } from '../store/store.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const EXPORT_TYPES: Record<ExportFormat, string> = {
  jsonl: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
};

/** Rows read at a time. Bounds memory, however long the log is. */
const PAGE = 1_000;

const COLUMNS = [
  'id',
  'at',
  'kind',
  'outcome',
  'code',
  'tenantId',
  'userId',
  'clientId',
  'connectedAccountId',
  'grantId',
  'mode',
  'ip',
  'requestId',
  'detail',
] as const satisfies readonly (keyof AuditRow)[];

/**
 * Exports the rows that a query selects, oldest first, in pieces of up to a thousand rows: JSON Lines, or CSV
 * (RFC 4180) with a header. Times are RFC 3339.
 */
export async function* exportLog(
  store: Pick<AuditStore, 'auditTrail'>,
  query: Omit<AuditQuery, 'limit' | 'before' | 'after'>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\n`;
  for (let after = 0; ; ) {
    const rows = await store.auditTrail({ ...query, after, limit: PAGE });
    if (rows.length === 0) return;
    yield format === 'csv' ? csv(rows) : rows.map((row) => `${JSON.stringify(told(row))}\n`).join('');
    after = rows.at(-1)?.id ?? after;
  }
}

/** Seals are larger than rows: each has the digest of every row under it. */
const SEALS = 20;

/** Exports the seals of the log with their parts, as JSON Lines, oldest first. */
export async function* exportSeals(
  store: Pick<SealStore, 'sealsAfter' | 'sealParts'>,
): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const seals = await store.sealsAfter(after, SEALS);
    if (seals.length === 0) return;
    for (const seal of seals)
      yield `${JSON.stringify({ seal, parts: await store.sealParts(seal.number) })}\n`;
    after = seals.at(-1)?.number ?? after;
  }
}

function told(row: AuditRow): Record<string, unknown> {
  return { ...row, at: new Date(row.at).toISOString() };
}

function csv(rows: AuditRow[]): string {
  const cells = rows.map((row) => {
    const fields: Record<string, unknown> = { ...told(row), detail: JSON.stringify(row.detail) };
    return COLUMNS.map((column) => fields[column] ?? '');
  });
  // An attacker could put a formula into a client's name, which must not run in the auditor's spreadsheet.
  return stringify(cells, { escape_formulas: true });
}

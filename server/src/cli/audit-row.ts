import type { AuditRow } from '../model/index.ts';

/** Returns a row of the log as one line for the operator. */
export function inWords(row: AuditRow): string {
  const about = [
    row.outcome === 'denied' ? 'DENIED' : '',
    row.code,
    row.tenantId,
    row.userId,
    row.clientId,
    row.connectedAccountId,
    row.ip,
    Object.keys(row.detail).length > 0 ? JSON.stringify(row.detail) : '',
  ];
  return [new Date(row.at).toISOString(), row.kind.padEnd(24), ...about].filter(Boolean).join(' ');
}

import { audit } from './tables.ts';

export const insertAudit = audit.insert;

const FILTERS = {
  tenantId: 'tenant_id = :tenantId',
  userId: 'user_id = :userId',
  clientId: 'client_id = :clientId',
  connectedAccountId: 'connected_account_id = :connectedAccountId',
  kind: 'kind = :kind',
  outcome: 'outcome = :outcome',
  operation: "kind = 'api.called' AND json_extract(detail, '$.operation') = :operation",
  apiVersion: "kind = 'api.called' AND json_extract(detail, '$.version') = :apiVersion",
  since: 'at >= :since',
  until: 'at < :until',
  before: 'id < :before',
  after: 'id > :after',
  /** Where the time named by `since` begins; see `firstRowFrom`. */
  first: 'id >= :first',
} as const;

export type AuditFilter = keyof typeof FILTERS;
export const AUDIT_FILTERS = Object.keys(FILTERS) as AuditFilter[];

/** One statement for each combination of filters, so that each uses the index it can. */
export function auditTrail(filters: readonly AuditFilter[]): string {
  const where = filters.map((name) => FILTERS[name]).join(' AND ');
  const order = filters.includes('after') ? 'ASC' : 'DESC';
  return `
SELECT id, ${audit.columns()} FROM audit ${where === '' ? '' : `WHERE ${where}`}
ORDER BY id ${order} LIMIT :limit`;
}

export const newestRow = `SELECT id, at FROM audit ORDER BY id DESC LIMIT 1`;
/** The row at an id or the next one there is. */
export const rowFrom = `SELECT id, at FROM audit WHERE id >= :id ORDER BY id LIMIT 1`;

export const auditAfter = `
SELECT id, ${audit.columns()} FROM audit WHERE id > :id ORDER BY id LIMIT :limit`;

export const changesAfter = `
SELECT id, ${audit.columns()} FROM audit
WHERE id > :id AND id <= :through AND kind <> 'api.called' ORDER BY id LIMIT :limit`;

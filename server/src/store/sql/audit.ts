import { audit } from './tables.ts';

export const insertAudit = audit.insert;

const FILTERS = {
  tenantId: 'tenant_id = :tenantId',
  userId: 'user_id = :userId',
  clientId: 'client_id = :clientId',
  connectedAccountId: 'connected_account_id = :connectedAccountId',
  kind: 'kind = :kind',
  before: 'id < :before',
} as const;

export type AuditFilter = keyof typeof FILTERS;
export const AUDIT_FILTERS = Object.keys(FILTERS) as AuditFilter[];

/** One statement for each combination of filters, so that each uses the index it can. */
export function auditTrail(filters: readonly AuditFilter[]): string {
  const where = filters.map((name) => FILTERS[name]).join(' AND ');
  return `
SELECT id, ${audit.columns()} FROM audit ${where === '' ? '' : `WHERE ${where}`}
ORDER BY id DESC LIMIT :limit`;
}

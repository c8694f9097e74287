import { tenantProviders } from './rows.ts';

export const tenantProvider = `SELECT ${tenantProviders.columns()} FROM tenant_providers WHERE tenant_id = :tenantId`;

export const setTenantProvider = `
${tenantProviders.insert}
ON CONFLICT (tenant_id) DO UPDATE SET title = excluded.title, issuer = excluded.issuer, client_id = excluded.client_id,
  sealed_secret = excluded.sealed_secret, role = excluded.role, subject_claim = excluded.subject_claim,
  groups_claim = excluded.groups_claim, created_at = excluded.created_at`;

export const removeTenantProvider = `DELETE FROM tenant_providers WHERE tenant_id = :tenantId`;

import { managementTokens } from './rows.ts';

export const insertManagementToken = managementTokens.insert;

export const managementTokenByHash = `
SELECT ${managementTokens.columns()} FROM management_tokens WHERE hash = :hash`;

export const managementToken = `SELECT ${managementTokens.columns()} FROM management_tokens WHERE id = :id`;

/** Newest first, of one tenant or, without one, all of them. */
export const managementTokensPage = `
SELECT ${managementTokens.columns()} FROM management_tokens
WHERE (created_at, id) < (:at, :id) AND (CAST(:tenantId AS text) IS NULL OR tenant_id = :tenantId)
ORDER BY created_at DESC, id DESC LIMIT :limit`;

export const revokeManagementToken = `
UPDATE management_tokens SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL`;

export const touchManagementToken = `
UPDATE management_tokens SET last_used_at = :now WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :now)`;

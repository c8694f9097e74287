import { clients, personalTokens, sessions, users } from './tables.ts';

export const removeMembership = `DELETE FROM memberships WHERE tenant_id = :tenantId AND user_id = :userId`;

/** As `revokeGrant` does it for one; what a manager holds stays held, should the person come back. */
export const revokeGrantsOfMember = `
UPDATE grants SET status = 'revoked', version = version + 1, updated_at = :now
WHERE tenant_id = :tenantId AND user_id = :userId AND status <> 'revoked'`;

export const revokeTokensOfMember = `
UPDATE personal_tokens SET revoked_at = :now
WHERE user_id = :userId AND tenant_id = :tenantId AND revoked_at IS NULL`;

export const sessionsOf = `
SELECT ${sessions.columns()} FROM sessions WHERE user_id = :userId AND expires_at > :now
ORDER BY created_at DESC, hash`;

export const endSessionsOf = `DELETE FROM sessions WHERE user_id = :userId AND hash IS NOT :keep`;

export const setPassword = `UPDATE users SET password_hash = :passwordHash WHERE id = :userId`;

/** `.invalid` is nobody's (RFC 2606 section 2), so no mail and no sign-in leads there. */
export const forgetPerson = `
UPDATE users SET email = id || '@deleted.invalid', name = 'Somebody who left', password_hash = NULL
WHERE id = :userId AND email <> id || '@deleted.invalid'`;

/** In the order in which nothing points to what is gone. */
export const ofPerson = [
  `DELETE FROM memberships WHERE user_id = :userId`,
  `DELETE FROM sessions WHERE user_id = :userId`,
  `DELETE FROM personal_tokens WHERE user_id = :userId`,
  `DELETE FROM grants WHERE user_id = :userId`,
  `UPDATE clients SET owner_user_id = NULL WHERE owner_user_id = :userId`,
];

export const ofTenant = [
  `DELETE FROM memberships WHERE tenant_id = :tenantId`,
  `DELETE FROM custom_roles WHERE tenant_id = :tenantId`,
  `DELETE FROM personal_tokens WHERE tenant_id = :tenantId`,
  `DELETE FROM grants WHERE tenant_id = :tenantId`,
  `DELETE FROM connected_accounts WHERE tenant_id = :tenantId`,
  `DELETE FROM clients WHERE tenant_id = :tenantId`,
];

export const deleteTenant = `DELETE FROM tenants WHERE id = :tenantId`;

const tokensWithUser = `
SELECT ${personalTokens.columns('p')}, ${users.columns('u')}
FROM personal_tokens p JOIN users u ON u.id = p.user_id`;

export const personalTokenOfTenant = `${tokensWithUser} WHERE p.id = :id AND p.tenant_id = :tenantId`;

export const personalTokensOfTenant = `
${tokensWithUser} WHERE p.tenant_id = :tenantId ORDER BY p.created_at DESC, p.id LIMIT :limit`;

export const clientsOfTenant = `
SELECT ${clients.columns()} FROM clients
WHERE tenant_id = :tenantId ORDER BY created_at DESC, id LIMIT :limit`;

import { joinActor } from '../acting-for/statements.ts';
import { tenants } from '../tenants/rows.ts';
import { users } from '../users/rows.ts';
import { personalTokens, selection } from './rows.ts';

export const insertPersonalToken = personalTokens.insert;

export const personalTokensOf = `
SELECT ${personalTokens.columns()} FROM personal_tokens
WHERE user_id = :userId AND tenant_id = :tenantId AND (created_at, id) < (:at, :id)
ORDER BY created_at DESC, id DESC LIMIT :limit`;

export const selectionOfToken = `SELECT ${selection.columns()} FROM personal_tokens WHERE id = :id`;

export const countLiveTokens = `
SELECT count(*) FROM personal_tokens
WHERE user_id = :userId AND tenant_id = :tenantId AND revoked_at IS NULL
  AND (expires_at IS NULL OR expires_at > :now)`;

/** Revokes a token of this user, once. */
export const revokePersonalToken = `
UPDATE personal_tokens SET revoked_at = :now
WHERE id = :id AND user_id = :userId AND tenant_id = :tenantId AND revoked_at IS NULL`;

export const personalTokenWithActor = `
SELECT ${personalTokens.columns('p')}, ${users.columns('u')}, ${tenants.columns('t')}, m.role, r.permissions
FROM personal_tokens p
${joinActor('p')}
WHERE p.hash = :hash`;

export const lastUse = `SELECT last_used_at FROM personal_tokens WHERE id = :id`;

export const touchPersonalToken = `
UPDATE personal_tokens SET last_used_at = :now
WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :now)`;

const tokensWithUser = `
SELECT ${personalTokens.columns('p')}, ${users.columns('u')}
FROM personal_tokens p JOIN users u ON u.id = p.user_id`;

export const personalTokenById = `${tokensWithUser} WHERE p.id = :id`;

const newestFirst = '(p.created_at, p.id) < (:at, :id) ORDER BY p.created_at DESC, p.id DESC LIMIT :limit';

export const personalTokensOfAll = `${tokensWithUser} WHERE ${newestFirst}`;

export const personalTokensOfPerson = `${tokensWithUser} WHERE p.user_id = :userId AND ${newestFirst}`;

export const personalTokenOfTenant = `${tokensWithUser} WHERE p.id = :id AND p.tenant_id = :tenantId`;

export const personalTokensOfTenant = `
${tokensWithUser} WHERE p.tenant_id = :tenantId AND ${newestFirst}`;

export const revokeTokensOfMember = `
UPDATE personal_tokens SET revoked_at = :now
WHERE user_id = :userId AND tenant_id = :tenantId AND revoked_at IS NULL`;

import { actingForColumns, joinActor } from '../acting-for/statements.ts';
import { presentedGrants, standing } from '../grants/rows.ts';
import { accessTokens, refreshTokens, succeeding, tokenFamilies } from './rows.ts';

export const insertAccessToken = accessTokens.insert;
export const insertRefreshToken = refreshTokens.insert;
export const insertFamily = tokenFamilies.insert;

/** Without its client, and with it the grant, a refresh token is not found. */
export const refreshWithFamily = `
SELECT ${refreshTokens.columns('r')}, ${tokenFamilies.columns('f')}, ${presentedGrants.columns('g')}
FROM refresh_tokens r JOIN token_families f ON f.id = r.family_id JOIN grants g ON g.id = f.grant_id
WHERE r.hash = :hash`;

/** Only the columns that decide: all of them were read before the exchange. */
export const succeedingToken = `
SELECT ${succeeding.refresh.columns('r')}, ${succeeding.family.columns('f')}, ${standing.columns('g')}
FROM refresh_tokens r JOIN token_families f ON f.id = r.family_id JOIN grants g ON g.id = f.grant_id
WHERE r.hash = :hash`;

/**
 * Marks a token if all that its exchange was decided by is still as it was read, and nobody else is taking it. Compared is what a verb can
 * change: of a token that may be exchanged, nothing else of it, its family and its grant decides (`rules/token/succession.ts`). Family and
 * grant are compared in a subquery, so that PostgreSQL has nothing but keys to look for them by: it began with all active grants otherwise.
 */
export const takeAsRead = `
UPDATE refresh_tokens SET used_at = :now
WHERE hash = (
  SELECT r.hash FROM refresh_tokens r
  WHERE r.hash = :hash AND r.used_at IS NULL AND r.expires_at = :expiresAt AND (
    SELECT f.revoked_at IS NULL AND g.status = 'active' AND g.version = :version AND g.expires_at IS NOT DISTINCT FROM :grantExpiresAt
    FROM token_families f JOIN grants g ON g.id = f.grant_id WHERE f.id = r.family_id)
  /* skip locked of r */)`;

export const refreshToken = `SELECT ${refreshTokens.columns()} FROM refresh_tokens WHERE hash = :hash`;

export const markUsed = `UPDATE refresh_tokens SET used_at = :now WHERE hash = :hash AND used_at IS NULL`;

export const markRepeated = `UPDATE refresh_tokens SET repeats = :repeats WHERE hash = :hash`;

export const markGrantRepeated = `UPDATE grants SET repeated_at = :now WHERE id = :grantId`;

export const keepRefreshToken = `
UPDATE refresh_tokens SET expires_at = :expiresAt, kept_at = :now WHERE hash = :hash`;

export const familyById = `SELECT ${tokenFamilies.columns()} FROM token_families WHERE id = :id`;

export const revokeFamily = `
UPDATE token_families SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL`;

export const revokeAccessToken = `
UPDATE access_tokens SET revoked_at = :now
WHERE hash = :hash AND client_id = :clientId AND revoked_at IS NULL`;

export const accessTokenOf = `SELECT 1 FROM access_tokens WHERE hash = :hash AND client_id = :clientId`;

/** The inner join makes a deleted client's tokens unknown at once. */
export const accessTokenWithActor = `
SELECT ${accessTokens.columns('a')}, ${tokenFamilies.columns('f')}, ${actingForColumns}
FROM access_tokens a
JOIN clients c ON c.id = a.client_id
LEFT JOIN token_families f ON f.id = a.family_id
LEFT JOIN grants g ON g.id = a.grant_id
${joinActor('a')}
WHERE a.hash = :hash`;

/** Selects whether a later consent gave the same client tokens that can still be refreshed. */
export const laterFamily = `
SELECT 1 FROM token_families
WHERE grant_id = :grantId AND created_at > :createdAt AND client_id = :clientId AND grant_version = :grantVersion
  AND revoked_at IS NULL AND expires_at > :refreshableBeyond
LIMIT 1`;

import { authorizationCodes, clients, earlierSelections, grants, users } from './tables.ts';

const grant = `SELECT ${grants.columns('g')} FROM grants g`;

export const grantById = `${grant} WHERE g.id = :id`;

export const grantFor = `
${grant} WHERE g.client_id = :clientId AND g.user_id = :userId AND g.tenant_id = :tenantId`;

/** For a change on a tenant's behalf: another tenant's grant does not exist. */
export const grantInTenant = `${grant} WHERE g.id = :grantId AND g.tenant_id = :tenantId`;

export const insertGrant = grants.insert;

/** Everything that a consent, a revocation or a change may alter. */
export const ALTERABLE = [
  'mode',
  'scopes',
  'resources',
  'selection',
  'ceiling',
  'connectedAccountId',
  'ipAllowlist',
  'held',
  'status',
  'version',
  'repeatedAt',
  'authorizedAt',
  'createdAt',
  'updatedAt',
] as const;

export const updateGrant = `UPDATE grants SET ${grants.assignments(ALTERABLE)} WHERE id = :id`;

export const insertEarlierSelection = earlierSelections.insert;

export const earlierSelection = `
SELECT ${earlierSelections.columns()} FROM earlier_selections WHERE id = :id`;

/** Oldest first, by the primary key: the numbers in it are written with as many digits each. */
export const earlierSelectionsOf = `
SELECT ${earlierSelections.columns()} FROM earlier_selections
WHERE id > :grantId || ' ' AND id < :grantId || '!' ORDER BY id`;

export const updateEarlierSelection = `
UPDATE earlier_selections SET ${earlierSelections.assignments(['resources'])} WHERE id = :id`;

export const removeEarlierSelection = `DELETE FROM earlier_selections WHERE id = :id`;

const withParties = `
SELECT ${grants.columns('g')}, ${clients.columns('c')}, ${users.columns('u')},
  (SELECT count(*) FROM grants p WHERE p.connected_account_id = g.connected_account_id AND p.status <> 'revoked')
FROM grants g JOIN clients c ON c.id = g.client_id JOIN users u ON u.id = g.user_id`;

export const grantIn = `${withParties} WHERE g.id = :id AND g.tenant_id = :tenantId`;

/** Those under one connected account; whoever authorized it last comes first. */
export const partsOf = `
${withParties}
WHERE g.connected_account_id = :accountId AND g.tenant_id = :tenantId AND (g.authorized_at, g.id) < (:at, :id)
ORDER BY g.authorized_at DESC, g.id DESC LIMIT :limit`;

/** Of a connected account, the grant that was authorized last stands for all; a revoked one only if none else is left. */
const standsForItsAccount = (revoked: boolean) => {
  const others = (where: string) =>
    `AND NOT EXISTS (SELECT 1 FROM grants o WHERE o.connected_account_id = g.connected_account_id AND ${where})`;
  const later = '(o.authorized_at, o.id) > (g.authorized_at, g.id)';
  return revoked
    ? `${others(`o.status <> 'revoked'`)} ${others(later)}`
    : others(`o.status <> 'revoked' AND ${later}`);
};

/** Newest first; there is a partial index for each of the four. A tenant has one row for each connected account. */
export function grantsIn({ ofUser, revoked }: { ofUser: boolean; revoked: boolean }): string {
  return `
${withParties}
WHERE g.tenant_id = :tenantId ${ofUser ? 'AND g.user_id = :userId' : ''}
  ${ofUser ? '' : standsForItsAccount(revoked)}
  AND g.status ${revoked ? '=' : '<>'} 'revoked' AND (g.created_at, g.id) < (:at, :id)
ORDER BY g.created_at DESC, g.id DESC LIMIT :limit`;
}

/** Whether a later consent gave the same client tokens that can still be refreshed. */
export const laterFamily = `
SELECT 1 FROM token_families
WHERE grant_id = :grantId AND created_at > :createdAt AND client_id = :clientId AND grant_version = :grantVersion
  AND revoked_at IS NULL AND expires_at > :refreshableBeyond
LIMIT 1`;

export const insertCode = authorizationCodes.insert;

/** A code whose client, and with it the grant, is gone is no code. */
export const codeWithGrant = `
SELECT ${authorizationCodes.columns('a')}, ${grants.columns('g')}
FROM authorization_codes a JOIN grants g ON g.id = a.grant_id
WHERE a.hash = :hash`;

export const markRedeemed = `
UPDATE authorization_codes SET redeemed_at = :now, family_id = :familyId WHERE hash = :hash`;

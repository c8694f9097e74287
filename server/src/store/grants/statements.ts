import { clients } from '../clients/rows.ts';
import { users } from '../users/rows.ts';
import { earlierSelections, grants } from './rows.ts';

const grant = `SELECT ${grants.columns('g')} FROM grants g`;

export const grantById = `${grant} WHERE g.id = :id`;

export const grantFor = `
${grant} WHERE g.client_id = :clientId AND g.user_id = :userId AND g.tenant_id = :tenantId`;

/** For a change on behalf of a tenant: another tenant's grant does not exist. */
export const grantInTenant = `${grant} WHERE g.id = :grantId AND g.tenant_id = :tenantId`;

/** By an index that holds only live grants with an end. */
export const expiredGrants = `
${grant} WHERE g.expires_at IS NOT NULL AND g.status <> 'revoked' AND g.expires_at <= :now
ORDER BY g.expires_at LIMIT :limit`;

export const insertGrant = grants.insert;

/** The columns that a consent, a revocation or a change may alter. */
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
  'expiresAt',
  'authorizedAt',
  'createdAt',
  'updatedAt',
] as const;

export const updateGrant = `UPDATE grants SET ${grants.assignments(ALTERABLE)} WHERE id = :id`;

export const insertEarlierSelection = earlierSelections.insert;

export const earlierSelection = `
SELECT ${earlierSelections.columns()} FROM earlier_selections WHERE id = :id`;

/** Oldest first, by the primary key: its numbers are padded to the same length. */
export const earlierSelectionsOf = `
SELECT ${earlierSelections.columns()} FROM earlier_selections
WHERE id > :grantId || ' ' AND id < :grantId || '!' ORDER BY id`;

export const updateEarlierSelection = `
UPDATE earlier_selections SET ${earlierSelections.assignments(['resources'])} WHERE id = :id`;

export const removeEarlierSelection = `DELETE FROM earlier_selections WHERE id = :id`;

export const withParties = `
SELECT ${grants.columns('g')}, (SELECT a.held FROM connected_accounts a WHERE a.id = g.connected_account_id),
  ${clients.columns('c')}, ${users.columns('u')},
  (SELECT count(*) FROM grants p WHERE p.connected_account_id = g.connected_account_id AND p.status <> 'revoked')
FROM grants g JOIN clients c ON c.id = g.client_id JOIN users u ON u.id = g.user_id`;

export const grantIn = `${withParties} WHERE g.id = :id AND g.tenant_id = :tenantId`;

/**
 * For a connected account, the last authorized grant represents all; a revoked one only if no other is left.
 */
const standsForItsAccount = (revoked: boolean) => {
  const others = (where: string) =>
    `AND NOT EXISTS (SELECT 1 FROM grants o WHERE o.connected_account_id = g.connected_account_id AND ${where})`;
  const later = '(o.authorized_at, o.id) > (g.authorized_at, g.id)';
  return revoked
    ? `${others(`o.status <> 'revoked'`)} ${others(later)}`
    : others(`o.status <> 'revoked' AND ${later}`);
};

/**
 * Newest first; there is a partial index for each of the four variants. For a tenant, one row per connected
 * account.
 */
export function grantsIn({ ofUser, revoked }: { ofUser: boolean; revoked: boolean }): string {
  return `
${withParties}
WHERE g.tenant_id = :tenantId ${ofUser ? 'AND g.user_id = :userId' : ''}
  ${ofUser ? '' : standsForItsAccount(revoked)}
  AND g.status ${revoked ? '=' : '<>'} 'revoked' AND (g.created_at, g.id) < (:at, :id)
ORDER BY g.created_at DESC, g.id DESC LIMIT :limit`;
}

/** As `revokeGrant` for one grant. A manager's holds stay, in case the user returns. */
export const revokeGrantsOfMember = `
UPDATE grants SET status = 'revoked', version = version + 1, updated_at = :now
WHERE tenant_id = :tenantId AND user_id = :userId AND status <> 'revoked'`;

/** For the rows that tell of each ending, before the grants end or leave. */
export const liveGrantsOfMember = `
${grant} WHERE g.tenant_id = :tenantId AND g.user_id = :userId AND g.status <> 'revoked'`;
export const liveGrantsOfPerson = `${grant} WHERE g.user_id = :userId AND g.status <> 'revoked'`;
export const liveGrantsOfClient = `${grant} WHERE g.client_id = :clientId AND g.status <> 'revoked'`;
export const liveGrantsOfTenant = `${grant} WHERE g.tenant_id = :tenantId AND g.status <> 'revoked'`;

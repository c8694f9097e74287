import { actingForColumns, joinActor } from '../acting-for/statements.ts';
import { grants } from '../grants/rows.ts';
import { withParties } from '../grants/statements.ts';
import { connectedAccounts } from './rows.ts';

const account = `SELECT ${connectedAccounts.columns('a')} FROM connected_accounts a`;

export const accountById = `${account} WHERE a.id = :id`;

export const accountFor = `
${account} WHERE a.client_id = :clientId AND a.tenant_id = :tenantId AND a.mode = :mode`;

export const insertAccount = connectedAccounts.insert;

export const updateAccount = `
UPDATE connected_accounts SET ${connectedAccounts.assignments(['ipAllowlist', 'held'])} WHERE id = :id`;

/** Selects the current id of an account that was merged into another. */
export const accountOfAlias = `SELECT account_id FROM connected_account_aliases WHERE id = :id`;

export const aliasesOf = `
SELECT id FROM connected_account_aliases WHERE account_id = :accountId ORDER BY id LIMIT :limit`;

/** Selects all parts that have not been withdrawn. */
export const liveParts = `
SELECT ${grants.columns('g')} FROM grants g WHERE g.connected_account_id = :accountId AND g.status <> 'revoked'`;

/** 1 if parts are left and none of them is active. */
export const isSuspended = `
SELECT EXISTS (SELECT 1 FROM grants g WHERE g.connected_account_id = :accountId AND g.status <> 'revoked')
AND NOT EXISTS (
  SELECT 1 FROM grants g
  WHERE g.connected_account_id = :accountId AND g.status <> 'revoked' AND g.status = 'active'
)`;

/** Selects the last authorized part, among those that an index already orders. */
const lastAuthorized = (where: string) => `(
  SELECT x.id FROM grants x WHERE x.connected_account_id = a.id ${where}
  ORDER BY x.authorized_at DESC, x.id DESC LIMIT 1
)`;

const unexpired = '(x.expires_at IS NULL OR x.expires_at > :now)';

/**
 * Selects the part by whose authority a platform acts: of the manager who authorized the account last, or
 * else of the user who did, among current members whose part stands. If there is none, the last part explains
 * why.
 */
const leadingPart = `
JOIN grants g ON g.id = coalesce(
  (
    SELECT x.id FROM memberships k
    JOIN grants x ON x.client_id = a.client_id AND x.user_id = k.user_id AND x.tenant_id = k.tenant_id
    WHERE k.tenant_id = a.tenant_id AND k.role IN (SELECT value FROM json_each(:managers))
      AND x.connected_account_id = a.id AND x.status = 'active' AND ${unexpired}
    ORDER BY x.authorized_at DESC, x.id DESC LIMIT 1
  ),
  ${lastAuthorized(`AND x.status <> 'revoked' AND x.status = 'active' AND ${unexpired}
    AND EXISTS (SELECT 1 FROM memberships k WHERE k.user_id = x.user_id AND k.tenant_id = x.tenant_id)`)},
  ${lastAuthorized(`AND x.status <> 'revoked'`)},
  ${lastAuthorized('')}
)`;

export const connectedAccountWithActor = `
SELECT ${actingForColumns}
FROM connected_accounts a
${leadingPart}
JOIN clients c ON c.id = g.client_id
${joinActor('g')}
WHERE a.id = coalesce((SELECT n.account_id FROM connected_account_aliases n WHERE n.id = :id), :id)`;

/** Selects a platform's own connections, by a dedicated index. */
export const connectionsOf = `
SELECT ${grants.columns('g')} FROM connected_accounts a ${leadingPart}
WHERE a.client_id = :clientId AND a.id > :after ORDER BY a.id LIMIT :limit`;

/** Selects the parts of a connected account, last authorized first. */
export const partsOf = `
${withParties}
WHERE g.connected_account_id = :accountId AND g.tenant_id = :tenantId AND (g.authorized_at, g.id) < (:at, :id)
ORDER BY g.authorized_at DESC, g.id DESC LIMIT :limit`;

import type { ClientId, ConnectedAccount, Grant, TenantId } from '../../model/index.ts';
import type { GivenConsent, Joined } from '../../rules/grant/consent.ts';
import { heldTogether } from '../../rules/grant/holds.ts';
import { grants } from '../grants/rows.ts';
import type { Database } from '../sqlite/database.ts';
import { integer } from '../table/codecs.ts';
import { connectedAccounts } from './rows.ts';
import * as sql from './statements.ts';

/** Reads and writes connected accounts for the verbs. Call `insert` and `alter` inside a transaction only. */
export interface AccountWriter {
  /** Returns `null` for a grant of a client that is not a platform. */
  of(grant: Pick<Grant, 'connectedAccountId'>): ConnectedAccount | null;
  /**
   * Returns all parts of a grant's connection that have not been withdrawn; for a client that is not a
   * platform, the grant.
   */
  partsOf(grant: Grant): Grant[];
  /** Returns the grant with its account's holds, as verbs return it. */
  withAccount(grant: Grant): Grant;
  /**
   * Returns the account of a consent, and creates it if there is none; `null` if the client is not a
   * platform.
   */
  joinedBy(consent: GivenConsent, existing: Grant | null): Joined | null;
  find(clientId: ClientId, tenantId: TenantId, mode: ConnectedAccount['mode']): Joined | null;
  insert(account: ConnectedAccount): void;
  alter(account: ConnectedAccount): void;
}

export function accountWriter(db: Database): AccountWriter {
  const byId = db.one(sql.accountById, connectedAccounts.read);
  const accountFor = db.one(sql.accountFor, connectedAccounts.read);
  const liveParts = db.many(sql.liveParts, grants.read);
  const stopped = db.one(sql.isSuspended, (row) => integer.read(row.next(), 'suspended'));
  const insert = db.run(sql.insertAccount);
  const update = db.run(sql.updateAccount);

  const of = ({ connectedAccountId: id }: Pick<Grant, 'connectedAccountId'>) =>
    id === null ? null : byId({ id });
  const joined = (account: ConnectedAccount): Joined => ({
    account,
    suspended: stopped({ accountId: account.id }) === 1,
  });
  const find: AccountWriter['find'] = (clientId, tenantId, mode) => {
    const account = accountFor({ clientId, tenantId, mode });
    return account && joined(account);
  };

  return {
    of,
    find,
    partsOf: (grant) =>
      grant.connectedAccountId === null ? [grant] : liveParts({ accountId: grant.connectedAccountId }),
    withAccount: (grant) => ({ ...grant, held: heldTogether(grant.held, of(grant)?.held ?? null) }),
    joinedBy({ newConnectedAccountId: id, clientId, tenantId, mode, now: createdAt }, existing) {
      if (id === null) {
        const account = existing && of(existing);
        return account && joined(account);
      }
      const fresh = { id, clientId, tenantId, mode, ipAllowlist: null, held: null, createdAt };
      return find(clientId, tenantId, mode) ?? { account: fresh, suspended: false, fresh: true };
    },
    insert: (account) => insert(connectedAccounts.parameters(account)),
    alter: ({ id, ipAllowlist, held }) =>
      update({ id, ...connectedAccounts.parametersOf({ ipAllowlist, held }) }),
  };
}

import type { ClientId, ConnectedAccount, Grant, TenantId } from '../../model/index.ts';
import type { GivenConsent, Joined } from '../../rules/grant/consent.ts';
import { heldTogether } from '../../rules/grant/holds.ts';
import { grants } from '../grants/rows.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Steps } from '../transactions.ts';
import { connectedAccounts } from './rows.ts';
import * as sql from './statements.ts';

/** Reads and writes connected accounts for the verbs. Call `insert` and `alter` inside a transaction only. */
export interface AccountWriter {
  /** Returns `null` for a grant of a client that is not a platform. */
  of(grant: Pick<Grant, 'connectedAccountId'>): Steps<ConnectedAccount | null>;
  /**
   * Returns all parts of a grant's connection that have not been withdrawn; for a client that is not a
   * platform, the grant.
   */
  partsOf(grant: Grant): Steps<Grant[]>;
  /** Returns the grant with its account's holds, as verbs return it. */
  withAccount(grant: Grant): Steps<Grant>;
  /**
   * Returns the account of a consent, and creates it if there is none; `null` if the client is not a
   * platform.
   */
  joinedBy(consent: GivenConsent, existing: Grant | null): Steps<Joined | null>;
  find(clientId: ClientId, tenantId: TenantId, mode: ConnectedAccount['mode']): Steps<Joined | null>;
  insert(account: ConnectedAccount): Steps<unknown>;
  alter(account: ConnectedAccount): Steps<unknown>;
}

export function accountWriter(db: Database): AccountWriter {
  const byId = db.one(sql.accountById, connectedAccounts.read);
  const accountFor = db.one(sql.accountFor, connectedAccounts.read);
  const liveParts = db.many(sql.liveParts, grants.read);
  const stopped = db.one(sql.isSuspended, (row) => integer.read(row.next(), 'suspended'));
  const insert = db.run(sql.insertAccount);
  const update = db.run(sql.updateAccount);

  function* of({
    connectedAccountId: id,
  }: Pick<Grant, 'connectedAccountId'>): Steps<ConnectedAccount | null> {
    return id === null ? null : yield* byId({ id });
  }

  function* joined(account: ConnectedAccount | null): Steps<Joined | null> {
    return account && { account, suspended: (yield* stopped({ accountId: account.id })) === 1 };
  }

  function* find(
    clientId: ClientId,
    tenantId: TenantId,
    mode: ConnectedAccount['mode'],
  ): Steps<Joined | null> {
    return yield* joined(yield* accountFor({ clientId, tenantId, mode }));
  }

  return {
    of,
    find,
    *partsOf(grant) {
      const { connectedAccountId: accountId } = grant;
      return accountId === null ? [grant] : yield* liveParts({ accountId });
    },
    *withAccount(grant) {
      return { ...grant, held: heldTogether(grant.held, (yield* of(grant))?.held ?? null) };
    },
    *joinedBy({ newConnectedAccountId: id, clientId, tenantId, mode, now: createdAt }, existing) {
      if (id === null) return yield* joined(existing && (yield* of(existing)));
      const fresh = { id, clientId, tenantId, mode, ipAllowlist: null, held: null, createdAt };
      return (yield* find(clientId, tenantId, mode)) ?? { account: fresh, suspended: false, fresh: true };
    },
    insert: (account) => insert(connectedAccounts.parameters(account)),
    alter: ({ id, ipAllowlist, held }) =>
      update({ id, ...connectedAccounts.parametersOf({ ipAllowlist, held }) }),
  };
}

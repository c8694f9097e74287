import type { Soon } from '../../lib/soon.ts';
import type { ClientId, ConnectedAccount, Grant, Instant, Mode, TenantId } from '../../model/index.ts';
import type { ActingFor } from '../acting-for/record.ts';
import type { AuditBy } from '../audit/verbs.ts';
import type { GrantWithParties, Place } from '../grants/page.ts';

export interface ConnectedAccountStore {
  /** Returns a tenant's connection to a platform, and whether all its parts are suspended. */
  connectionOf(
    clientId: ClientId,
    tenantId: TenantId,
    mode: Mode,
  ): Promise<{ account: ConnectedAccount; suspended: boolean } | null>;
  /** Returns the grants under a connected account, last authorized first; `before` is such a time. */
  partsOf(page: {
    accountId: string;
    tenantId: TenantId;
    before: Place | null;
    limit: number;
  }): Promise<GrantWithParties[]>;
  /** Returns the ids of accounts that were merged into this one. */
  aliasesOf(accountId: string, limit: number): Promise<string[]>;
  /**
   * Returns the connections of one platform by id, after the cursor, each with the grant by which the
   * platform acts.
   */
  connectionsOf(page: {
    clientId: ClientId;
    after: string | null;
    limit: number;
    managerRoles: readonly string[];
  }): Promise<Grant[]>;
  /**
   * Returns the same for the connected account that a platform's call names, under any id it ever had. Its
   * grant is of the user who authorized it last, among members whose grant stands, those with one of
   * `managerRoles` first.
   */
  connectedAccount(id: string, managerRoles: readonly string[]): Soon<ConnectionRecord | null>;
  /** Returns the id of the account into which this one was merged; `null` for any other id. */
  accountOfAlias(id: string): Promise<string | null>;
  /**
   * Ends a token family that its client gives back, and with it the family's part in the connection: `ended`.
   * `revoked`: only the family ended, because a later consent gave another that can still be refreshed, or
   * the grant has changed.
   */
  giveBackConnection(change: {
    familyId: string;
    now: Instant;
    /** A family that expires after this instant can be refreshed. */
    refreshableBeyond: Instant;
    /** `ended` has written both, unless the family had already ended. */
    audit: AuditBy<'revoked' | 'ended'>;
  }): Promise<'ended' | 'revoked' | 'already' | 'unknown'>;
}

export interface ConnectionRecord extends ActingFor {
  grant: Grant;
}

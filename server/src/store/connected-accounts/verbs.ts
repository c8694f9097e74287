import type { ClientId, ConnectedAccount, Grant, Instant, Mode, TenantId } from '../../model/index.ts';
import type { ActingFor } from '../acting-for/record.ts';
import type { AuditBy } from '../audit/verbs.ts';
import type { GrantWithParties, Place } from '../grants/page.ts';

export interface ConnectedAccountStore {
  /** A customer's connection to a platform, with whether all who authorized it are suspended. */
  connectionOf(
    clientId: ClientId,
    tenantId: TenantId,
    mode: Mode,
  ): Promise<{ account: ConnectedAccount; suspended: boolean } | null>;
  /** The grants under a connected account; those that were authorized last come first, and `before` goes by that time. */
  partsOf(page: {
    accountId: string;
    tenantId: TenantId;
    before: Place | null;
    limit: number;
  }): Promise<GrantWithParties[]>;
  /** Ids of accounts that were joined to this one. */
  aliasesOf(accountId: string, limit: number): Promise<string[]>;
  /** Connections to one platform, by id, those after one of them; each with the grant by which its platform acts. */
  connectionsOf(page: {
    clientId: ClientId;
    after: string | null;
    limit: number;
    managerRoles: readonly string[];
  }): Promise<Grant[]>;
  /**
   * The same for the connected account that a platform's call names, by whatever id it ever had. Its grant is of the
   * person who authorized it last, of those whose grant stands and who are members, those with one of `managerRoles` first.
   */
  connectedAccount(id: string, managerRoles: readonly string[]): Promise<ConnectionRecord | null>;
  /** Id of the account that one with this id was joined to; `null` for any other id. */
  accountOfAlias(id: string): Promise<string | null>;
  /**
   * Ends a family of tokens because its client gives it back, and with it the part in the connection that it is of: `ended`. `revoked`: the family
   * alone, because a later consent gave another that can still be refreshed, or the grant has moved on.
   */
  giveBackConnection(change: {
    familyId: string;
    now: Instant;
    /** A family that lives beyond this instant can be refreshed. */
    refreshableBeyond: Instant;
    /** `ended` has written both, unless the family had ended before. */
    audit: AuditBy<'revoked' | 'ended'>;
  }): Promise<'ended' | 'revoked' | 'already' | 'unknown'>;
}

export interface ConnectionRecord extends ActingFor {
  grant: Grant;
}

import type { ClientId, ConnectedAccountId, GrantId, Instant, Mode, TenantId, UserId } from './ids.ts';

/** One thing of the customer's that a grant may be limited to, such as `project:42`. */
export interface ResourceRef {
  readonly type: string;
  readonly id: string;
}

/**
 * What one user allowed one client in one tenant. There is one row for each (client, user, tenant): a second
 * consent adds its scopes to the row and replaces its selected resources.
 */
export interface Grant {
  readonly id: GrantId;
  readonly clientId: ClientId;
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly mode: Mode;
  readonly scopes: readonly string[];
  /** `null`: not limited to selected resources. An empty list: none. */
  readonly resources: readonly ResourceRef[] | null;
  /**
   * Counts the consents that added to the selected resources. A token carries the number that it was issued under and opens
   * nothing that was added later.
   */
  readonly selection: number;
  /** What the user's role permitted when they consented; `null` where the API lets promotions count. */
  readonly ceiling: readonly string[] | null;
  /** `conn_…` when the client is a platform: the customer's, and the same for all of its people. */
  readonly connectedAccountId: ConnectedAccountId | null;
  /** Addresses and CIDR blocks that calls may come from; `null`: anywhere. Under a connected account, those of the account. */
  readonly ipAllowlist: readonly string[] | null;
  /** A manager's decision about it or its connected account; `null` without one. */
  readonly held: ManagerHold | null;
  readonly status: GrantStatus;
  /**
   * Counts revocations. A token carries the version it was issued under and dies when the grant moves on, so
   * that revoking is one row and connecting again revives no old token.
   */
  readonly version: number;
  /** When a used refresh token was last presented again and got its successor a second time. */
  readonly repeatedAt: Instant | null;
  /** When its user last consented. */
  readonly authorizedAt: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/**
 * A customer's connection to a platform: one for each client, tenant and mode. Each person's consent is a grant under it.
 * Whether it is active, suspended or revoked is what its grants are.
 */
export interface ConnectedAccount {
  readonly id: ConnectedAccountId;
  readonly clientId: ClientId;
  readonly tenantId: TenantId;
  readonly mode: Mode;
  readonly ipAllowlist: readonly string[] | null;
  /** Scopes and resources are held for one person only, on the grant. */
  readonly held: ManagerHold | null;
  readonly createdAt: Instant;
}

/** A manager's decision, which the user cannot undo by resuming, lifting, revoking or consenting again. */
export interface ManagerHold {
  /** Suspended or revoked: it neither goes on nor begins again without a manager. */
  readonly stopped: boolean;
  /** All that may be consented to, with every scope that those cover; `null`: not limited. */
  readonly scopes: readonly string[] | null;
  readonly resources: readonly ResourceRef[] | null;
  /** The addresses are a manager's. */
  readonly addresses: boolean;
}

export type GrantStatus = 'active' | 'suspended' | 'revoked';

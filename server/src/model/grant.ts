import type { Mode, ResourceRef } from '../../../wire/caller.ts';
import type { ClientId, ConnectedAccountId, GrantId, Instant, TenantId, UserId } from './ids.ts';

/**
 * The access that one user allowed one client in one tenant. There is one row for each (client, user,
 * tenant): another consent adds its scopes and replaces the selected resources.
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
   * The number of consents that extended the selection. A token has the number at its issue and does not open
   * resources added later.
   */
  readonly selection: number;
  /** The permissions of the user's role at consent; `null` if the API lets promotions count. */
  readonly ceiling: readonly string[] | null;
  /** `conn_…` if the client is a platform: the tenant's connected account, shared by all its users. */
  readonly connectedAccountId: ConnectedAccountId | null;
  /**
   * Addresses and CIDR blocks from which calls may come; `null`: any. Under a connected account, those of the
   * account.
   */
  readonly ipAllowlist: readonly string[] | null;
  /** A manager's decision about it or its connected account; `null` without one. */
  readonly held: ManagerHold | null;
  readonly status: GrantStatus;
  /**
   * The number of revocations. A token has the version at its issue and ends when the grant's changes, so
   * that revoking writes one row and a new consent revives no old token.
   */
  readonly version: number;
  /** When a used refresh token was last repeated and got its successor a second time. */
  readonly repeatedAt: Instant | null;
  /** When it ends by itself, as its user chose; `null`: not before somebody revokes it. */
  readonly expiresAt: Instant | null;
  /** When its user last consented. */
  readonly authorizedAt: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The fields that matter where a code or refresh token is presented: lists of selected resources, which may be long, do not. */
export const PRESENTED = [
  'id',
  'userId',
  'tenantId',
  'scopes',
  'connectedAccountId',
  'status',
  'version',
  'expiresAt',
  'updatedAt',
] as const satisfies (keyof Grant)[];

export type PresentedGrant = Pick<Grant, (typeof PRESENTED)[number]>;

/**
 * A tenant's connection to a platform: one for each client, tenant and mode. Each user's consent is a grant
 * under it. Its state (active, suspended, revoked) follows from its grants.
 */
export interface ConnectedAccount {
  readonly id: ConnectedAccountId;
  readonly clientId: ClientId;
  readonly tenantId: TenantId;
  readonly mode: Mode;
  readonly ipAllowlist: readonly string[] | null;
  /** Held scopes and resources concern one user and are stored on the grant. */
  readonly held: ManagerHold | null;
  readonly createdAt: Instant;
}

/** A manager's decision, which the user cannot undo by resuming, lifting, revoking or consenting again. */
export interface ManagerHold {
  /** Suspended or revoked: only a manager can resume or restart it. */
  readonly stopped: boolean;
  /** All scopes that the user may consent to, including covered ones; `null`: not limited. */
  readonly scopes: readonly string[] | null;
  readonly resources: readonly ResourceRef[] | null;
  /** Whether a manager set the addresses. */
  readonly addresses: boolean;
}

export type GrantStatus = 'active' | 'suspended' | 'revoked';

import type { AuthorizationDetail } from './authorization.ts';
import type { ResourceRef } from './grant.ts';
import type { ClientId, GrantId, Instant, Mode, TenantId, TokenHash, UserId } from './ids.ts';

/** What must be seen only once; each purpose has its own space of keys. */
export type OnceFor = 'client_assertion' | 'dpop_proof' | 'assertion_grant' | 'request_object';

/** An authorization request that a client sent ahead (RFC 9126). */
export interface PushedRequest {
  /** SHA-256 of the random part of its `request_uri`. */
  readonly hash: TokenHash;
  readonly clientId: ClientId;
  /** Its parameters as they were sent, in order, without those that authenticate the client. */
  readonly parameters: readonly [string, string][];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly consumedAt: Instant | null;
}

/** A device that waits for its user (RFC 8628). */
export interface DeviceRequest {
  /** SHA-256 of the device code. */
  readonly hash: TokenHash;
  /** SHA-256 of the user code in its canonical form. */
  readonly userCodeHash: TokenHash;
  readonly clientId: ClientId;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly authorizationDetails: readonly AuthorizationDetail[];
  readonly mode: Mode;
  readonly status: 'pending' | 'allowed' | 'denied' | 'redeemed';
  /** Filled in when the user allows it. */
  readonly userId: UserId | null;
  readonly tenantId: TenantId | null;
  readonly grantId: GrantId | null;
  readonly grantVersion: number | null;
  /** `selection` of the grant when the user decided. */
  readonly selection: number | null;
  readonly authenticatedAt: Instant | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** When the device last asked, and how long it must wait in between, in milliseconds. */
  readonly polledAt: Instant | null;
  readonly interval: number;
}

/** What a user decides about a device. */
export interface DeviceApproval {
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly scopes: readonly string[];
  readonly resources: readonly ResourceRef[] | null;
  readonly authenticatedAt: Instant;
}

import type { AuthorizationDetail } from './authorization.ts';
import type { ResourceRef } from './grant.ts';
import type { Instant, Mode, TenantId, TokenHash, UserId } from './ids.ts';

/** What must be seen only once; each purpose has its own space of keys. */
export type OnceFor = 'client_assertion' | 'dpop_proof' | 'assertion_grant' | 'request_object';

/** An authorization request that a client sent ahead (RFC 9126). */
export interface PushedRequest {
  /** SHA-256 of the random part of its `request_uri`. */
  hash: TokenHash;
  clientId: string;
  /** Its parameters as they were sent, in order, without those that authenticate the client. */
  parameters: [string, string][];
  createdAt: Instant;
  expiresAt: Instant;
  consumedAt: Instant | null;
}

/** A device that waits for its user (RFC 8628). */
export interface DeviceRequest {
  /** SHA-256 of the device code. */
  hash: TokenHash;
  /** SHA-256 of the user code in its canonical form. */
  userCodeHash: TokenHash;
  clientId: string;
  scopes: string[];
  audience: string[];
  authorizationDetails: AuthorizationDetail[];
  mode: Mode;
  status: 'pending' | 'allowed' | 'denied' | 'redeemed';
  /** Filled in when the user allows it. */
  userId: UserId | null;
  tenantId: TenantId | null;
  grantId: string | null;
  grantVersion: number | null;
  /** `selection` of the grant when the user decided. */
  selection: number | null;
  authenticatedAt: Instant | null;
  createdAt: Instant;
  expiresAt: Instant;
  /** When the device last asked, and how long it must wait in between, in milliseconds. */
  polledAt: Instant | null;
  interval: number;
}

/** What a user decides about a device. */
export interface DeviceApproval {
  userId: UserId;
  tenantId: TenantId;
  scopes: string[];
  resources: ResourceRef[] | null;
  authenticatedAt: Instant;
}

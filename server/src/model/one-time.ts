import type { AuthorizationDetail, Mode, ResourceRef } from '../../../wire/caller.ts';
import type { ClientId, GrantId, Instant, TenantId, TokenHash, UserId } from './ids.ts';

/** The purposes of one-time keys; each has a separate key space. */
export type OnceFor =
  | 'client_assertion'
  | 'dpop_proof'
  | 'assertion_grant'
  | 'request_object'
  | 'passkey_challenge';

/** An authorization request that a client sent in advance (RFC 9126). */
export interface PushedRequest {
  /** SHA-256 of the random part of its `request_uri`. */
  readonly hash: TokenHash;
  readonly clientId: ClientId;
  /** Its parameters as sent, in order, without client credentials. */
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
  /** Set when the user allows it. */
  readonly userId: UserId | null;
  readonly tenantId: TenantId | null;
  readonly grantId: GrantId | null;
  readonly grantVersion: number | null;
  /** `selection` of the grant at the user's decision. */
  readonly selection: number | null;
  readonly authenticatedAt: Instant | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** When the device last polled, and the minimum interval, in milliseconds. */
  readonly polledAt: Instant | null;
  readonly interval: number;
}

/** A user's decision about a device. */
export interface DeviceApproval {
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly scopes: readonly string[];
  readonly resources: readonly ResourceRef[] | null;
  readonly authenticatedAt: Instant | null;
}

import type { Check, RefusalCode, Remedy } from '../../../wire/refusal.ts';

/** `error` of a challenge (RFC 6750 section 3.1, RFC 9449 section 7.1). */
export type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce';

/** The common members of refusals with one code. */
export interface RefusalKind {
  readonly status: number;
  readonly title: string;
  readonly remedy: Remedy;
  /** `error` of the challenge; `bare` for a challenge without one; `null` for no challenge. */
  readonly challenge: 'bare' | ChallengeError | null;
}

/**
 * Each code with the members that its refusals have in common. A missing role has no
 * challenge, although it is a 403: agents react to one by requesting more scopes, which would not help.
 */
export const REFUSALS = {
  missing_token: { status: 401, title: 'Token Required', remedy: 'reauthorize', challenge: 'bare' },
  invalid_token: { status: 401, title: 'Invalid Token', remedy: 'reauthorize', challenge: 'invalid_token' },
  token_expired: { status: 401, title: 'Token Expired', remedy: 'refresh', challenge: 'invalid_token' },
  token_revoked: { status: 401, title: 'Token Revoked', remedy: 'reauthorize', challenge: 'invalid_token' },
  /**
   * The call did not prove the key that its token is bound to: it was sent as Bearer, or with another key's
   * proof.
   */
  token_bound: {
    status: 401,
    title: 'Token Bound to a Key',
    remedy: 'fix_request',
    challenge: 'invalid_token',
  },
  /** The DPoP proof is missing, invalid, too old or already used. */
  invalid_proof: {
    status: 401,
    title: 'Invalid Proof',
    remedy: 'fix_request',
    challenge: 'invalid_dpop_proof',
  },
  /** The proof needs the nonce from this answer's `DPoP-Nonce` header; the call can be repeated with it. */
  nonce_required: {
    status: 401,
    title: 'Nonce Required',
    remedy: 'fix_request',
    challenge: 'use_dpop_nonce',
  },
  authorization_revoked: {
    status: 401,
    title: 'Authorization Revoked',
    remedy: 'reconnect',
    challenge: 'invalid_token',
  },
  connected_account_required: {
    status: 400,
    title: 'Connected Account Required',
    remedy: 'fix_request',
    challenge: null,
  },
  connected_account_invalid: {
    status: 403,
    title: 'Connected Account Invalid',
    remedy: 'fix_request',
    challenge: null,
  },
  /** An operator suspended the client, or has not approved it. Neither another token nor another consent helps. */
  client_suspended: { status: 403, title: 'Client Suspended', remedy: 'none', challenge: null },
  /** The operation concerns tenant data, and the token belongs to a client without a tenant. */
  tenant_required: { status: 403, title: 'Tenant Required', remedy: 'none', challenge: null },
  domain_mismatch: { status: 403, title: 'Domain Mismatch', remedy: 'use_domain', challenge: null },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient Scope',
    remedy: 'reauthorize',
    challenge: 'insufficient_scope',
  },
  insufficient_role: { status: 403, title: 'Insufficient Role', remedy: 'ask_admin', challenge: null },
  ip_not_allowed: { status: 403, title: 'Address Not Allowed', remedy: 'none', challenge: null },
  /** No security alternative of the operation is one that Latchkey checks. */
  no_way_in: { status: 403, title: 'No Way In', remedy: 'none', challenge: null },
  not_found: { status: 404, title: 'Not Found', remedy: 'none', challenge: null },
  method_not_allowed: { status: 405, title: 'Method Not Allowed', remedy: 'fix_request', challenge: null },
  /**
   * The call names an unknown version, or none where one is required; `versions` lists them. 406 with a
   * version in the media type.
   */
  unknown_version: { status: 400, title: 'Unknown Version', remedy: 'fix_request', challenge: null },
  /** The version of the call is no longer supported; `versions` lists those that are. */
  version_retired: { status: 410, title: 'Version Retired', remedy: 'fix_request', challenge: null },
  /** The call accepts no media type that the API answers with. */
  not_acceptable: { status: 406, title: 'Not Acceptable', remedy: 'fix_request', challenge: null },
  invalid_request: { status: 400, title: 'Bad Request', remedy: 'fix_request', challenge: null },
  rate_limited: { status: 429, title: 'Too Many Requests', remedy: 'wait', challenge: null },
  unavailable: { status: 503, title: 'Service Unavailable', remedy: 'wait', challenge: null },
} as const satisfies Record<RefusalCode, RefusalKind>;

export const REFUSAL_CODES = Object.keys(REFUSALS) as readonly RefusalCode[];

/** The explanation of a refused call (RFC 9457 for the body, RFC 6750 section 3 for the challenge). */
export interface Refusal {
  readonly status: number;
  readonly code: RefusalCode;
  readonly title: string;
  readonly detail: string;
  readonly remedy: Remedy;
  readonly checks: readonly Check[];
  /** `WWW-Authenticate`, if the answer has one. */
  readonly challenge: string | null;
  /** Further response headers (`RateLimit`, `Retry-After`, `Allow`, …). */
  readonly headers: Record<string, string>;
  /** Further members of the body. */
  readonly members?: Record<string, unknown>;
}

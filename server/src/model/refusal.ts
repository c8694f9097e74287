/** The checks of a decision, in the order in which they are made and shown. */
export const CHECKS = [
  'operation',
  'token',
  'audience',
  'domain',
  'connection',
  'scope',
  'role',
  'resource',
  'ip',
  'limit',
] as const;

export type CheckName = (typeof CHECKS)[number];

export interface Check {
  check: CheckName;
  outcome: 'passed' | 'failed' | 'skipped';
  detail?: string;
}

/** What a program can do about a refusal. */
export type Remedy =
  | 'refresh'
  | 'reauthorize'
  | 'ask_admin'
  | 'reconnect'
  | 'use_domain'
  | 'wait'
  /** Also: send the token as it has to be sent, with a fresh proof. */
  | 'fix_request'
  | 'none';

/** Every code that the guard can refuse with. Stable: clients act on them. */
export const REFUSAL_CODES = [
  'missing_token',
  'invalid_token',
  'token_expired',
  'token_revoked',
  /** The token is bound to a key that this call did not prove: it was sent as Bearer, or with another key's proof. */
  'token_bound',
  /** The DPoP proof that came with the token is missing, wrong, too old or was used before. */
  'invalid_proof',
  /** The proof needs the nonce from the `DPoP-Nonce` header of this answer; send the call again with it. */
  'nonce_required',
  'authorization_revoked',
  'connected_account_required',
  'connected_account_invalid',
  /** The operation is about a customer's data, and the token was issued to a client that is bound to no customer. */
  'tenant_required',
  'domain_mismatch',
  'insufficient_scope',
  'insufficient_role',
  'ip_not_allowed',
  /** The document of the API names no token for the operation that Latchkey checks. */
  'no_way_in',
  'not_found',
  'method_not_allowed',
  /** The call names no version that there is, or none where one has to be named; `versions` lists them. */
  'unknown_version',
  /** The version that the call names is not answered any more; `versions` lists those that are. */
  'version_retired',
  /** Nothing that the call accepts is something that the API answers in. */
  'not_acceptable',
  'invalid_request',
  'rate_limited',
  'unavailable',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A call that is not allowed, explained (RFC 9457 for the body, RFC 6750 section 3 for the challenge). */
export interface Refusal {
  status: number;
  code: RefusalCode;
  title: string;
  detail: string;
  remedy: Remedy;
  checks: Check[];
  /** `WWW-Authenticate`, when the answer carries one. */
  challenge: string | null;
  /** Further response headers (`RateLimit`, `Retry-After`, `Allow`, …). */
  headers: Record<string, string>;
  /** Further members of the body. */
  members?: Record<string, unknown>;
}

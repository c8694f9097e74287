/** The names of the checks, in the order in which they are shown. */
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
  readonly check: CheckName;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly detail?: string;
}

/** An action by which a program can react to a refusal. */
export type Remedy =
  | 'refresh'
  | 'reauthorize'
  | 'ask_admin'
  | 'reconnect'
  | 'use_domain'
  | 'wait'
  /** Also: send the token as required, with a fresh proof. */
  | 'fix_request'
  | 'none';

/** Every code of a refusal. Stable: clients rely on them. */
export type RefusalCode =
  | 'missing_token'
  | 'invalid_token'
  | 'token_expired'
  | 'token_revoked'
  | 'token_bound'
  | 'invalid_proof'
  | 'nonce_required'
  | 'authorization_revoked'
  | 'connected_account_required'
  | 'connected_account_invalid'
  | 'client_suspended'
  | 'tenant_required'
  | 'domain_mismatch'
  | 'insufficient_scope'
  | 'insufficient_role'
  | 'ip_not_allowed'
  /** No security alternative of the operation is one that Latchkey checks. */
  | 'no_way_in'
  | 'not_found'
  | 'method_not_allowed'
  | 'unknown_version'
  | 'version_retired'
  | 'not_acceptable'
  | 'invalid_request'
  | 'rate_limited'
  | 'unavailable';

/** The body of a refusal (RFC 9457), whether Latchkey wrote it or this package did. */
export interface RefusalBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: RefusalCode;
  readonly checks: readonly Check[];
  readonly remedy: Remedy;
}

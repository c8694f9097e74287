import type { Trace } from '../../audit/api-called.ts';
import type { Check, Refusal, RefusalCode, Remedy } from '../../model/index.ts';

/** `error` of a challenge (RFC 6750 section 3.1, RFC 9449 section 7.1). */
export type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce';

/** What a refused caller is told about authenticating. */
export interface Challenge {
  /** `null` for a call without a token, which is told no error (RFC 6750 section 3). */
  error: ChallengeError | null;
  detail: string;
  /** All scopes that the operation needs. */
  scope: string[];
}

/** What is the same for every refusal with a code. */
interface Kind {
  status: number;
  title: string;
  remedy: Remedy;
  /** `error` of the challenge; `bare` for a challenge without one; `null` for no challenge. */
  challenge: 'bare' | ChallengeError | null;
}

/**
 * A role that is missing carries no challenge, although it is a 403: agents answer one by asking for more scopes,
 * which no number of scopes would satisfy.
 */
const KINDS: Record<RefusalCode, Kind> = {
  missing_token: { status: 401, title: 'Token Required', remedy: 'reauthorize', challenge: 'bare' },
  invalid_token: { status: 401, title: 'Invalid Token', remedy: 'reauthorize', challenge: 'invalid_token' },
  token_expired: { status: 401, title: 'Token Expired', remedy: 'refresh', challenge: 'invalid_token' },
  token_revoked: { status: 401, title: 'Token Revoked', remedy: 'reauthorize', challenge: 'invalid_token' },
  token_bound: {
    status: 401,
    title: 'Token Bound to a Key',
    remedy: 'fix_request',
    challenge: 'invalid_token',
  },
  invalid_proof: {
    status: 401,
    title: 'Invalid Proof',
    remedy: 'fix_request',
    challenge: 'invalid_dpop_proof',
  },
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
  no_way_in: { status: 403, title: 'No Way In', remedy: 'none', challenge: null },
  not_found: { status: 404, title: 'Not Found', remedy: 'none', challenge: null },
  method_not_allowed: { status: 405, title: 'Method Not Allowed', remedy: 'fix_request', challenge: null },
  /** With a version in the media type, 406. */
  unknown_version: { status: 400, title: 'Unknown Version', remedy: 'fix_request', challenge: null },
  version_retired: { status: 410, title: 'Version Retired', remedy: 'fix_request', challenge: null },
  not_acceptable: { status: 406, title: 'Not Acceptable', remedy: 'fix_request', challenge: null },
  invalid_request: { status: 400, title: 'Bad Request', remedy: 'fix_request', challenge: null },
  rate_limited: { status: 429, title: 'Too Many Requests', remedy: 'wait', challenge: null },
  unavailable: { status: 503, title: 'Service Unavailable', remedy: 'wait', challenge: null },
};

/** Why a check fails, and how the call is refused because of it. */
export interface Failure {
  code: RefusalCode;
  /** One sentence or two for whoever made the call; never holds anything they sent. */
  detail: string;
  /** What explanations say of the check, where the caller must not learn as much. */
  why?: string;
  status?: number;
  remedy?: Remedy;
  challenge?: Kind['challenge'];
  /** All scopes that the operation needs, for the challenge. */
  scope?: string[];
  headers?: Record<string, string>;
  /** What else stands in the body, such as the versions that there are. */
  members?: Record<string, unknown> | undefined;
  /** The version that was asked for, where the check is about that. */
  version?: string;
  /** Whose call it was, where the check found out more than the token says. */
  trace?: Trace;
}

/** A refusal before it is put into words for one caller: those depend on how the call came in. */
export type DraftRefusal = Omit<Refusal, 'challenge'> & { challenge: Challenge | null };

/** Builds a refusal from its code, with the exceptions that the failure names. */
export function refusal(failure: Failure, checks: Check[]): DraftRefusal {
  const kind = KINDS[failure.code];
  const error = failure.challenge === undefined ? kind.challenge : failure.challenge;
  return {
    status: failure.status ?? kind.status,
    code: failure.code,
    title: kind.title,
    detail: failure.detail,
    remedy: failure.remedy ?? kind.remedy,
    checks,
    challenge:
      error === null
        ? null
        : { error: error === 'bare' ? null : error, detail: failure.detail, scope: failure.scope ?? [] },
    headers: failure.headers ?? {},
    ...(failure.members === undefined ? {} : { members: failure.members }),
  };
}

/** Whatever is not there, or must not be known to be there, is refused in these words. */
export const NOTHING_HERE = 'There is nothing here under this address.';

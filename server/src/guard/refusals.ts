import type { Check, Refusal, RefusalCode, Remedy } from '../model/index.ts';

/** What is the same for every refusal with a code. */
interface Kind {
  status: number;
  title: string;
  remedy: Remedy;
  /** `error` of the RFC 6750 challenge; `bare` for a challenge without one; `null` for no challenge. */
  challenge: 'bare' | 'invalid_request' | 'invalid_token' | 'insufficient_scope' | null;
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
  domain_mismatch: { status: 403, title: 'Domain Mismatch', remedy: 'use_domain', challenge: null },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient Scope',
    remedy: 'reauthorize',
    challenge: 'insufficient_scope',
  },
  insufficient_role: { status: 403, title: 'Insufficient Role', remedy: 'ask_admin', challenge: null },
  ip_not_allowed: { status: 403, title: 'Address Not Allowed', remedy: 'none', challenge: null },
  not_found: { status: 404, title: 'Not Found', remedy: 'none', challenge: null },
  method_not_allowed: { status: 405, title: 'Method Not Allowed', remedy: 'fix_request', challenge: null },
  invalid_request: { status: 400, title: 'Bad Request', remedy: 'fix_request', challenge: null },
  rate_limited: { status: 429, title: 'Too Many Requests', remedy: 'wait', challenge: null },
  unavailable: { status: 503, title: 'Service Unavailable', remedy: 'wait', challenge: null },
};

export interface RefusalParts {
  code: RefusalCode;
  /** One sentence or two for whoever made the call; never holds anything they sent. */
  detail: string;
  checks: Check[];
  /** Title of the API, for the challenge. */
  realm: string;
  status?: number;
  remedy?: Remedy;
  challenge?: Kind['challenge'];
  /** All scopes that the operation needs, for the challenge. */
  scope?: string[];
  headers?: Record<string, string>;
}

/** Builds a refusal from its code, with the exceptions that `parts` names. */
export function refusal(parts: RefusalParts): Refusal {
  const kind = KINDS[parts.code];
  const error = parts.challenge === undefined ? kind.challenge : parts.challenge;
  return {
    status: parts.status ?? kind.status,
    code: parts.code,
    title: kind.title,
    detail: parts.detail,
    remedy: parts.remedy ?? kind.remedy,
    checks: parts.checks,
    challenge: error === null ? null : challengeOf(error, parts),
    headers: parts.headers ?? {},
  };
}

/** Whatever is not there, or must not be known to be there, is refused in these words. */
export const NOTHING_HERE = 'There is nothing here under this address.';

/** `WWW-Authenticate` (RFC 6750 section 3). A call without a token is told no error (section 3.1). */
function challengeOf(error: Exclude<Kind['challenge'], null>, parts: RefusalParts): string {
  const attributes = [`realm="${quotable(parts.realm)}"`];
  if (error !== 'bare') {
    attributes.push(`error="${error}"`, `error_description="${quotable(parts.detail)}"`);
  }
  if (parts.scope && parts.scope.length > 0) attributes.push(`scope="${parts.scope.join(' ')}"`);
  return `Bearer ${attributes.join(', ')}`;
}

/** Cuts a text down to what a challenge may quote (RFC 6750 section 3): printable ASCII without `"` and `\`. */
function quotable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/["\\]/g, "'")
    .replace(/[^\x20-\x7e]/g, '?');
}

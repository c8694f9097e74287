import { withoutSecrets } from '../../lib/secrets-in-text.ts';

/** Error codes as clients see them, each from a registry (RFC 6749 section 11.4). */
export type WireError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'registration_not_supported'
  | 'unmet_authentication_requirements'
  | 'request_not_supported'
  | 'invalid_request_object'
  | 'invalid_request_uri'
  | 'invalid_authorization_details'
  | 'request_uri_not_supported';

/** A refusal as the client sees it. There are far fewer codes than reasons, so guessing does not show what exists. */
export interface WireProblem {
  status: number;
  error: WireError;
  description: string;
}

/** An answer; or one that needs to know something about the request, such as the name of a scope. */
export type Wire = WireProblem | ((told: never) => WireProblem);

export function wire(error: WireError, description: string, status = 400): WireProblem {
  return { status, error, description };
}

export function invalidRequest(description: string): WireProblem {
  return wire('invalid_request', description);
}

export function invalidGrant(description: string): WireProblem {
  return wire('invalid_grant', description);
}

export function invalidClient(description: string): WireProblem {
  return wire('invalid_client', description, 401);
}

/**
 * For a client that has to wait or to try again. No code of RFC 6749 section 5.2 fits: `invalid_client` would tell a
 * good client to throw its secret away. This one is registered for the authorization endpoint, and says "try later".
 */
export function later(description: string, status = 429): WireProblem {
  return wire('temporarily_unavailable', description, status);
}

/** A name from the request, cut to a length at which it can still be recognised; a token in its place is cut out. */
export function shortened(name: string): string {
  return withoutSecrets(name).slice(0, 80);
}

/**
 * `error_description` may hold printable ASCII without `"` and `\` (RFC 6749 sections 4.1.2.1 and 5.2). Client
 * names and the like can hold anything, so every other character is replaced.
 */
export function describable(text: string): string {
  return text
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replaceAll(/[^\x20-\x7e]/g, '?');
}

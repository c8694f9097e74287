import { withoutSecrets } from '../../lib/secrets-in-text.ts';

/** Error codes on the wire, each from a registry (RFC 6749 section 11.4). */
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

/**
 * A refusal as the client sees it. There are far fewer codes than reasons, so that guesses do not reveal what
 * exists.
 */
export interface WireProblem {
  status: number;
  error: WireError;
  description: string;
}

/** An answer, or a function of data about the request, such as the name of a scope. */
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
 * An error for a client that has to wait or retry. No code of RFC 6749 section 5.2 fits: on `invalid_client`,
 * a client may discard its secret. This code is registered for the authorization endpoint and means "try
 * later".
 */
export function later(description: string, status = 429): WireProblem {
  return wire('temporarily_unavailable', description, status);
}

/** Returns a name from the request, cut to a recognizable length. A token in its place is removed. */
export function shortened(name: string): string {
  return withoutSecrets(name).slice(0, 80);
}

/**
 * Returns text in the characters of `error_description`: printable ASCII without `"` and `\` (RFC 6749
 * sections 4.1.2.1 and 5.2). Every other character is replaced, because client names can contain any.
 */
export function describable(text: string): string {
  return text
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replaceAll(/[^\x20-\x7e]/g, '?');
}

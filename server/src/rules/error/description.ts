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

/**
 * `error_description` may hold printable ASCII without `"` and `\` (RFC 6749 sections 4.1.2.1 and 5.2). Client
 * names and the like can hold anything, so whatever is outside is replaced.
 */
export function describable(text: string): string {
  return text
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replaceAll(/[^\x20-\x7e]/g, '?');
}

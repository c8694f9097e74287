import { type ClaimsProblem, LONGEST_CLAIMS } from '../../rules/request/claims.ts';
import type { ChallengeProblem } from '../../rules/request/pkce.ts';
import type { RedirectProblem } from '../../rules/request/redirect-uri.ts';
import type { ResponseModeProblem } from '../../rules/request/response-mode.ts';
import { invalidRequest, type Wire, wire } from './wire.ts';

/** An authorization request that cannot be answered with a code (RFC 6749 section 4.1.2.1). */
export const AUTHORIZATION = {
  // No description names a registered address: anyone can open a link with this client's id.
  no_redirect_uri_registered: invalidRequest('The client has no registered redirect URI.'),
  redirect_uri_ambiguous: invalidRequest(
    'The client has several redirect URIs, so redirect_uri is required.',
  ),
  redirect_uri_unregistered: invalidRequest('redirect_uri is not registered for this client.'),
  client_may_not_authorize: wire(
    'unauthorized_client',
    'This client is not registered for the authorization code grant.',
  ),
  response_type_unsupported: wire('unsupported_response_type', 'response_type must be code.'),
  response_mode_unsupported: invalidRequest(
    'response_mode must be query, form_post, jwt, query.jwt or form_post.jwt.',
  ),
  response_mode_for_web_only: invalidRequest(
    'An answer can only be posted to a redirect URI of http or https.',
  ),
  state_unpostable: invalidRequest('state holds control characters, which no form brings back as they are.'),
  state_too_long: ({ longest }: Limit) => invalidRequest(`state is longer than ${longest} characters.`),

  challenge_missing: invalidRequest('code_challenge is missing: PKCE with S256 is required.'),
  challenge_malformed: invalidRequest('code_challenge must be a SHA-256 in base64url: 43 characters.'),
  challenge_method_missing: invalidRequest('code_challenge_method is missing, which means plain; send S256.'),
  challenge_method_unsupported: invalidRequest('code_challenge_method must be S256.'),
  challenge_method_alone: invalidRequest('There is a code_challenge_method without a code_challenge.'),

  user_denied: wire('access_denied', 'The user did not allow this.'),
  user_without_tenant: wire('interaction_required', 'The user belongs to no tenant.'),

  // OpenID Connect Core sections 3.1.2.1, 3.1.2.6 and 5.5.
  user_not_signed_in: wire('login_required', 'Nobody is signed in who could answer this.'),
  user_not_asked: wire('consent_required', 'The user has to be asked.'),
  registration_parameter: wire('registration_not_supported', 'The parameter registration is not supported.'),
  nonce_too_long: ({ longest }: Limit) => invalidRequest(`nonce is longer than ${longest} characters.`),
  max_age_malformed: invalidRequest('max_age must be a number of seconds.'),
  claims_malformed: invalidRequest('claims must be a JSON object as in OpenID Connect Core section 5.5.'),
  claims_too_long: invalidRequest(`claims is longer than ${LONGEST_CLAIMS} characters.`),
  id_token_hint_unusable: invalidRequest(
    'id_token_hint is not an ID token that this server gave to this client.',
  ),
  subjects_differ: invalidRequest('id_token_hint and claims ask for two different users.'),
  acr_unreachable: wire(
    'unmet_authentication_requirements',
    'None of the authentication contexts that are essential can be reached here.',
  ),
  prompt_none_with_others: invalidRequest('prompt=none cannot be combined with other values.'),
} satisfies Record<RedirectProblem | ResponseModeProblem | ChallengeProblem | ClaimsProblem, Wire> &
  Record<string, Wire>;

export interface Limit {
  /** In characters. */
  longest: number;
}

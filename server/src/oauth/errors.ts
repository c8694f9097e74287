import type { DialectName } from '../config/index.ts';
import type { EntityProblem } from '../http/token-form.ts';
import type { Grant } from '../model/index.ts';
import {
  CLIENT_PROOF_ON_THE_WIRE,
  type ClientProofReason,
  isClientProofReason,
} from '../rules/client/client-authentication.ts';
import type { WireError } from '../rules/error/description.ts';
import type { StandingProblem } from '../rules/grant/standing.ts';
import type { ClaimsProblem } from '../rules/request/claims.ts';
import type { ChallengeProblem } from '../rules/request/pkce.ts';
import type { RedirectProblem } from '../rules/request/redirect-uri.ts';
import { isRequestProblem, type RequestProblem, requestError } from '../rules/request/request-problem.ts';
import type { ResponseModeProblem } from '../rules/request/response-mode.ts';
import type { ResourceProblem } from '../rules/scope/resource.ts';
import type { ScopeProblem } from '../rules/scope/scope.ts';
import type { CodeProblem } from '../rules/token/code.ts';
import {
  type ConfirmationProblem,
  confirmationError,
  isConfirmationProblem,
} from '../rules/token/confirmation.ts';
import {
  type FurtherGrantProblem,
  furtherGrantError,
  isFurtherGrantProblem,
} from '../rules/token/further-grants.ts';
import type { RefreshProblem } from '../rules/token/refresh.ts';
import type { BodyProblem } from './dialects/dialect.ts';

type FormReason =
  | BodyProblem
  | EntityProblem
  | 'media_type_missing'
  | 'too_many_parameters'
  | 'parameter_repeated'
  | 'parameter_missing';

type ClientReason =
  | ClientProofReason
  | 'credentials_twice'
  | 'client_ids_differ'
  | 'basic_malformed'
  | 'authorization_scheme_unsupported'
  | 'client_not_named'
  | 'too_many_failures'
  | 'too_many_revocations'
  | 'introspection_by_public_client';

type GrantReason =
  | CodeProblem
  | StandingProblem
  | RefreshProblem
  | ScopeProblem
  | ResourceProblem
  | 'grant_type_unsupported'
  | 'grant_type_not_allowed'
  | 'grant_of_confidential_clients'
  | 'dialect_outside_tenant'
  | 'code_unknown'
  | 'code_expired'
  | 'code_replayed'
  | 'refresh_malformed'
  | 'refresh_unknown'
  | 'refresh_reused'
  | 'refresh_repeated'
  | 'scope_withdrawn'
  | 'successor_key_gone'
  | 'service_user_not_a_member';

type AuthorizationReason =
  | RedirectProblem
  | ChallengeProblem
  | 'client_may_not_authorize'
  | 'response_type_unsupported'
  | ResponseModeProblem
  | RequestProblem
  | 'state_too_long'
  | OpenIdReason
  | 'prompt_none_with_others';

/** OpenID Connect Core sections 3.1.2.1 and 5.5. */
type OpenIdReason =
  | ClaimsProblem
  | 'registration_parameter'
  | 'nonce_too_long'
  | 'max_age_malformed'
  | 'id_token_hint_unusable'
  | 'subjects_differ'
  | 'acr_unreachable'
  | 'scope_without_user';

/** Everything that can be wrong with a request, as finely as the log wants to know it. */
export type Reason =
  | ConfirmationProblem
  | FormReason
  | ClientReason
  | GrantReason
  | FurtherGrantProblem
  | AuthorizationReason;

export interface OAuthProblem {
  reason: Reason;
  /** The parameter or scope that it is about, where there is one. Never a secret value. */
  about?: string | undefined;
  /** Seconds to wait, with a reason that says to wait. */
  retryAfter?: number;
  /** Whom it concerns, as far as that was known: for the audit log. */
  clientId?: string;
  grant?: Grant;
  dialects?: DialectName[];
}

/** What the client sees: far fewer codes than reasons, so that nobody learns what exists by guessing. */
export interface WireProblem {
  status: number;
  error: WireError;
  description: string;
}

/** The one place where inner reasons become RFC codes. A new reason without an answer here does not compile. */
export function onTheWire(problem: OAuthProblem): WireProblem {
  const { reason } = problem;
  if (isConfirmationProblem(reason)) return { status: 400, ...confirmationError(reason) };
  if (isFurtherGrantProblem(reason)) return furtherGrantError(reason);
  // Scope names come from the request: long enough to recognise will do.
  const about = (problem.about ?? '').slice(0, 80);
  if (isRequestProblem(reason)) {
    return { status: reason === 'too_many_pushes' ? 429 : 400, ...requestError(reason, about) };
  }
  if (isClientProofReason(reason)) return CLIENT_PROOF_ON_THE_WIRE[reason];
  switch (reason) {
    case 'parameters_in_url':
      // RFC 6749 section 3.2: URLs end up in logs and histories.
      return invalidRequest('Parameters belong in the body, not in the URL.');
    case 'body_too_large':
      return { ...invalidRequest('The body is larger than 64 KiB.'), status: 413 };
    case 'body_aborted':
      return invalidRequest('The body ended before it was complete.');
    case 'media_type_missing':
      return invalidRequest('Content-Type is missing; send application/x-www-form-urlencoded.');
    case 'media_type_unsupported':
      return invalidRequest('Content-Type must be application/x-www-form-urlencoded in UTF-8.');
    case 'body_encoded':
      return invalidRequest('Content-Encoding is not supported; send the body as it is.');
    case 'form_malformed':
      return invalidRequest('The parameters are not form-urlencoded UTF-8.');
    case 'json_malformed':
      return invalidRequest('The body is not well-formed JSON.');
    case 'json_not_flat':
      return invalidRequest('The JSON body must be one object of strings, each name once.');
    case 'too_many_parameters':
      return invalidRequest('There are too many parameters.');
    case 'parameter_repeated':
      return invalidRequest(`The parameter ${about} stands more than once.`);
    case 'parameter_missing':
      return invalidRequest(`The parameter ${about} is missing.`);

    case 'credentials_twice':
      // RFC 6749 section 2.3: not more than one method in each request.
      return invalidRequest(
        'Authenticate in one way: with the Authorization header, with client_secret or with client_assertion.',
      );
    case 'client_ids_differ':
      return invalidRequest('client_id names another client than the Authorization header.');
    case 'basic_malformed':
      return invalidClient(
        'The Authorization header is not well-formed Basic: form-encode id and secret each.',
      );
    case 'authorization_scheme_unsupported':
      return invalidClient('Clients authenticate here with Basic or with client_secret in the body.');
    case 'client_not_named':
      return invalidClient('The request does not say which client it comes from.');
    case 'introspection_by_public_client':
      return invalidClient('Only a client with a secret may ask about tokens.');
    case 'too_many_failures':
      // No code of RFC 6749 section 5.2 fits: `invalid_client` would tell a good client to throw its secret away.
      // This one is registered, if for the authorization endpoint, and means what is meant: try later.
      return {
        status: 429,
        error: 'temporarily_unavailable',
        description: 'Client authentication failed too often; wait as long as Retry-After says.',
      };
    case 'too_many_revocations':
      return {
        status: 429,
        error: 'temporarily_unavailable',
        description: 'Too many revocations without a client; wait as long as Retry-After says.',
      };

    case 'grant_type_unsupported':
      return bad('unsupported_grant_type', 'This grant_type is not supported here.');
    case 'grant_type_not_allowed':
      return bad('unauthorized_client', 'This client is not registered for this grant_type.');
    case 'grant_of_confidential_clients':
      return bad(
        'unauthorized_client',
        'A client without credentials of its own cannot use this grant_type.',
      );

    case 'code_unknown':
    case 'code_of_another_client':
      return invalidGrant('The code is not one that this client can redeem.');
    case 'code_expired':
      return invalidGrant('The code has expired.');
    case 'code_replayed':
      return invalidGrant('The code was redeemed before; the tokens it gave are revoked.');
    case 'redirect_uri_missing':
      return invalidGrant('redirect_uri must be repeated as it was in the authorization request.');
    case 'redirect_uri_differs':
      return invalidGrant('redirect_uri is not the one of the authorization request.');
    case 'verifier_missing':
      return invalidGrant('code_verifier is missing: the code was asked for with a challenge.');
    case 'verifier_unexpected':
      return invalidGrant('There is a code_verifier, but the code was asked for without a challenge.');
    case 'verifier_malformed':
      return invalidGrant('code_verifier must be 43 to 128 letters, digits or any of - . _ ~');
    case 'verifier_wrong':
      return invalidGrant('code_verifier does not match the challenge.');
    case 'grant_revoked':
      return invalidGrant('The authorization was revoked.');
    case 'grant_suspended':
      return invalidGrant('The authorization is suspended.');
    case 'user_not_a_member':
      return invalidGrant('The user behind this authorization no longer belongs to the tenant.');
    case 'service_user_not_a_member':
      return invalidGrant('The user that this client acts as does not belong to its tenant.');

    case 'refresh_malformed':
    case 'refresh_unknown':
    case 'refresh_of_another_client':
      return invalidGrant('The refresh token is not one that this client can use.');
    case 'refresh_expired':
      return invalidGrant('The refresh token has expired.');
    case 'refresh_reused':
      return invalidGrant('The refresh token was used before; all tokens that came from it are revoked.');
    case 'refresh_repeated':
      return invalidGrant(
        'The refresh token was exchanged before, and its successor was given out again; only that one works now.',
      );
    case 'refresh_revoked':
      return invalidGrant('The refresh token was revoked.');
    case 'scope_withdrawn':
      return invalidGrant('Every scope of this authorization was taken away.');
    case 'successor_key_gone':
      return invalidGrant('The refresh token is from a key that is no longer in use.');

    case 'scope_malformed':
      return bad('invalid_scope', 'scope must be scope names with single spaces between them.');
    case 'scope_unknown':
      return bad('invalid_scope', `There is no scope ${about}.`);
    case 'scope_not_allowed':
      return bad('invalid_scope', `This client may not ask for the scope ${about}.`);
    case 'scope_for_platforms_only':
      return bad('invalid_scope', `Only a platform may ask for the scope ${about}.`);
    case 'scope_missing':
      return bad('invalid_scope', 'The parameter scope is missing, and there is no default for this client.');
    case 'scope_wider':
      return bad('invalid_scope', `The scope ${about} goes beyond what was granted.`);

    case 'resource_malformed':
      return bad('invalid_target', 'resource must be an absolute URI without fragment.');
    case 'resource_foreign':
      return bad('invalid_target', 'resource is not a base URL of this API.');
    case 'resource_missing':
      return bad('invalid_target', 'resource is missing: name what the token is for.');
    case 'resource_wider':
      return bad('invalid_target', 'resource goes beyond what was granted.');

    case 'no_redirect_uri_registered':
      return invalidRequest('The client has no registered redirect URI.');
    case 'dialect_outside_tenant':
      return invalidRequest(
        'The request deviates from the standard, which this client may do only for people of its own tenant.',
      );
    case 'redirect_uri_ambiguous':
      return invalidRequest('The client has several redirect URIs, so redirect_uri is required.');
    case 'redirect_uri_unregistered':
      return invalidRequest('redirect_uri is not registered for this client.');
    case 'challenge_missing':
      return invalidRequest('code_challenge is missing: PKCE with S256 is required.');
    case 'challenge_malformed':
      return invalidRequest('code_challenge must be a SHA-256 in base64url: 43 characters.');
    case 'challenge_method_missing':
      return invalidRequest('code_challenge_method is missing, which means plain; send S256.');
    case 'challenge_method_unsupported':
      return invalidRequest('code_challenge_method must be S256.');
    case 'challenge_method_alone':
      return invalidRequest('There is a code_challenge_method without a code_challenge.');
    case 'client_may_not_authorize':
      return bad('unauthorized_client', 'This client is not registered for the authorization code grant.');
    case 'response_type_unsupported':
      return bad('unsupported_response_type', 'response_type must be code.');
    case 'response_mode_unsupported':
      return invalidRequest('response_mode must be query, form_post, jwt, query.jwt or form_post.jwt.');
    case 'response_mode_for_web_only':
      return invalidRequest('An answer can only be posted to a redirect URI of http or https.');
    case 'state_unpostable':
      return invalidRequest('state holds control characters, which no form brings back as they are.');
    case 'state_too_long':
      return invalidRequest('state is longer than 8192 characters.');
    case 'registration_parameter':
      return bad('registration_not_supported', 'The parameter registration is not supported.');
    case 'nonce_too_long':
      return invalidRequest('nonce is longer than 1024 characters.');
    case 'max_age_malformed':
      return invalidRequest('max_age must be a number of seconds.');
    case 'claims_malformed':
      return invalidRequest('claims must be a JSON object as in OpenID Connect Core section 5.5.');
    case 'claims_too_long':
      return invalidRequest('claims is longer than 8192 characters.');
    case 'id_token_hint_unusable':
      return invalidRequest('id_token_hint is not an ID token that this server gave to this client.');
    case 'subjects_differ':
      return invalidRequest('id_token_hint and claims ask for two different users.');
    case 'acr_unreachable':
      return bad(
        'unmet_authentication_requirements',
        'None of the authentication contexts that are essential can be reached here.',
      );
    case 'scope_without_user':
      return bad('invalid_scope', `The scope ${about} is about a user, and this request has none.`);
    case 'prompt_none_with_others':
      return invalidRequest('prompt=none cannot be combined with other values.');
    default:
      return unanswered(reason);
  }
}

function unanswered(reason: never): never {
  throw new TypeError(`No answer for ${String(reason)}.`);
}

function bad(error: WireError, description: string): WireProblem {
  return { status: 400, error, description };
}

function invalidRequest(description: string): WireProblem {
  return bad('invalid_request', description);
}

function invalidGrant(description: string): WireProblem {
  return bad('invalid_grant', description);
}

function invalidClient(description: string): WireProblem {
  return { status: 401, error: 'invalid_client', description };
}

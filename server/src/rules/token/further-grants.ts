import type { WireError } from '../error/description.ts';

interface Wire {
  status: number;
  error: WireError;
  description: string;
}

const bad = (error: WireError, description: string): Wire => ({ status: 400, error, description });
const request = (description: string): Wire => bad('invalid_request', description);
const grant = (description: string): Wire => bad('invalid_grant', description);
const later = (status: number, description: string): Wire => ({
  status,
  error: 'temporarily_unavailable',
  description,
});

/** RFC 8628 section 3.5. */
const DEVICE = {
  device_pending: bad('authorization_pending', 'The user has not decided yet.'),
  device_slow_down: bad('slow_down', 'Ask less often: wait five seconds longer from now on.'),
  device_denied: bad('access_denied', 'The user did not allow this.'),
  device_expired: bad('expired_token', 'The device code has expired; ask for a new one.'),
  device_unknown: grant('The device code is not one that this client can use.'),
  too_many_devices: later(429, 'Too many devices asked from this address; wait as long as Retry-After says.'),
  user_codes_exhausted: later(503, 'No user code is free just now; try again.'),
  qr_unsupported: request('qr must be svg.'),
};

/**
 * RFC 8693 section 2.2.2: `invalid_request` for whatever is wrong with one of the tokens. One sentence for all
 * subject tokens that will not do, or a client could find out about tokens that are not meant for it.
 */
const SUBJECT = request('subject_token is not an access token that this client may exchange.');
const ACTOR = request('actor_token is not an access token by which this client can be told as the actor.');
const EXCHANGE = {
  exchange_not_configured: bad('unauthorized_client', 'This client may not act for the users of any other.'),
  subject_type_unsupported: request(
    'subject_token_type must be urn:ietf:params:oauth:token-type:access_token.',
  ),
  actor_type_unsupported: request('actor_token_type must be urn:ietf:params:oauth:token-type:access_token.'),
  actor_type_missing: request('actor_token_type is missing: it belongs to actor_token.'),
  actor_type_alone: request('There is an actor_token_type without an actor_token.'),
  requested_type_unsupported: request(
    'requested_token_type must be urn:ietf:params:oauth:token-type:access_token.',
  ),
  subject_unusable: SUBJECT,
  subject_without_user: SUBJECT,
  subject_of_foreign_client: SUBJECT,
  subject_of_other_mode: SUBJECT,
  subject_of_other_tenant: SUBJECT,
  subject_bound: request('subject_token is bound to a key that this request does not prove.'),
  actor_unusable: ACTOR,
  actor_of_other_client: ACTOR,
  actor_of_other_mode: ACTOR,
  actor_of_other_tenant: ACTOR,
  actor_bound: request('actor_token is bound to a key that this request does not prove.'),
  actor_is_subject: request('actor_token and subject_token are about the same user.'),
  actors_too_many: request('Too many already act one for another.'),
};

/** RFC 7521 section 4.1.1: `invalid_grant` for whatever is wrong with the assertion. */
const ASSERTION = {
  user_assertion_malformed: grant('The assertion is not a signed JWT with the claims it needs.'),
  user_assertion_algorithm: grant('The assertion is not signed with an algorithm that is accepted here.'),
  user_assertion_brings_key: grant('The assertion must not bring its own key along.'),
  user_assertion_of_another_type: grant('The assertion is a token that was made for another purpose.'),
  user_assertion_issuer: grant('The issuer of the assertion is not one that this client can use.'),
  user_assertion_audience: grant('aud of the assertion must be the issuer identifier of this server.'),
  user_assertion_expiry_missing: grant('The assertion has no exp.'),
  user_assertion_expired: grant('The assertion has expired.'),
  user_assertion_lives_too_long: grant('exp of the assertion is too far away.'),
  user_assertion_not_yet: grant('The assertion is not valid yet.'),
  user_assertion_without_id: grant('The assertion has no jti.'),
  user_assertion_signature: grant('The signature of the assertion is not one of its issuer.'),
  user_assertion_keys_unavailable: grant('The keys of the issuer cannot be had just now.'),
  user_assertion_replayed: grant('The assertion was used before.'),
  // One sentence: an issuer's clients must not find out who has an account here and who uses what.
  user_assertion_subject: grant('There is no authorization of such a user for this client.'),
  user_assertion_tenant: grant('There is no authorization of such a user for this client.'),
  user_assertion_without_consent: grant('There is no authorization of such a user for this client.'),
};

const ERRORS = { ...DEVICE, ...EXCHANGE, ...ASSERTION };

/** What can be wrong with the grants beyond RFC 6749. */
export type FurtherGrantProblem = keyof typeof ERRORS;

export function isFurtherGrantProblem(reason: string): reason is FurtherGrantProblem {
  return Object.hasOwn(ERRORS, reason);
}

export function furtherGrantError(problem: FurtherGrantProblem): Wire {
  return ERRORS[problem];
}

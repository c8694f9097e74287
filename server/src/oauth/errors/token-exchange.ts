import { invalidRequest, type WireProblem, wire } from './wire.ts';

/**
 * The same sentence for every unacceptable subject token: otherwise a client could learn about tokens that
 * are not for it.
 */
const SUBJECT = invalidRequest('subject_token is not an access token that this client may exchange.');
const ACTOR = invalidRequest(
  'actor_token is not an access token by which this client can be told as the actor.',
);

/** Token exchange. RFC 8693 section 2.2.2: every invalid token gets `invalid_request`. */
export const EXCHANGE = {
  exchange_not_configured: wire('unauthorized_client', 'This client may not act for the users of any other.'),
  subject_type_unsupported: invalidRequest(
    'subject_token_type must be urn:ietf:params:oauth:token-type:access_token.',
  ),
  actor_type_unsupported: invalidRequest(
    'actor_token_type must be urn:ietf:params:oauth:token-type:access_token.',
  ),
  actor_type_missing: invalidRequest('actor_token_type is missing: it belongs to actor_token.'),
  actor_type_alone: invalidRequest('There is an actor_token_type without an actor_token.'),
  requested_type_unsupported: invalidRequest(
    'requested_token_type must be urn:ietf:params:oauth:token-type:access_token.',
  ),
  subject_unusable: SUBJECT,
  subject_without_user: SUBJECT,
  subject_of_foreign_client: SUBJECT,
  subject_of_other_mode: SUBJECT,
  subject_of_other_tenant: SUBJECT,
  subject_bound: invalidRequest('subject_token is bound to a key that this request does not prove.'),
  actor_unusable: ACTOR,
  actor_of_other_client: ACTOR,
  actor_of_other_mode: ACTOR,
  actor_of_other_tenant: ACTOR,
  actor_bound: invalidRequest('actor_token is bound to a key that this request does not prove.'),
  actor_is_subject: invalidRequest('actor_token and subject_token are about the same user.'),
  actors_too_many: invalidRequest('Too many already act one for another.'),
} satisfies Record<string, WireProblem>;

import type { WireError } from '../error/description.ts';
import type { DetailProblem } from '../scope/authorization-details.ts';
import type { RequestObjectProblem } from './request-object.ts';

/** What can be wrong with how a request reaches the server: pushed, signed, by reference, with rich details. */
export type RequestProblem =
  | RequestObjectProblem
  | DetailProblem
  | 'request_object'
  | 'request_object_keys'
  | 'request_object_signature'
  | 'request_object_used'
  | 'request_object_required'
  | 'request_twice'
  | 'request_uri'
  | 'request_uri_unregistered'
  | 'request_uri_unavailable'
  | 'request_uri_unknown'
  | 'request_uri_pushed'
  | 'push_required'
  | 'request_too_long'
  | 'too_many_pushes';

type Said = [WireError, string];

const object = (description: string): Said => ['invalid_request_object', description];
const details = (description: string): Said => ['invalid_authorization_details', description];

/** Error codes of RFC 9101 section 7, RFC 9126 section 2.3 and RFC 9396 section 5. */
const SAID: Record<RequestProblem, Said> = {
  request_object: ['request_not_supported', 'The client has registered no keys to sign requests with.'],
  request_object_malformed: object('The request object is not a signed JWT in compact form.'),
  request_object_algorithm: object('The request object is not signed with an algorithm that is accepted.'),
  request_object_brings_key: object('The request object names its own key; only registered keys count.'),
  request_object_type: object('The typ of the request object must be oauth-authz-req+jwt or JWT.'),
  request_object_issuer: object('The iss of the request object must be the client_id.'),
  request_object_audience: object('The aud of the request object must be the issuer of this server alone.'),
  request_object_client: object('The client_id in the request object must be the one outside.'),
  request_object_subject: object('The sub of the request object must not be the client_id.'),
  request_object_expiry_missing: object('The request object has no exp.'),
  request_object_expired: object('The request object has expired.'),
  request_object_lives_too_long: object('The request object must expire within 60 minutes.'),
  request_object_beginning_missing: object('The request object has no nbf.'),
  request_object_not_yet: object('The request object is not valid yet.'),
  request_object_nested: object('A request object must not hold request or request_uri.'),
  request_object_value: object('A parameter in the request object has a value that is not text.'),
  request_object_keys: object('The keys of the client cannot be had.'),
  request_object_signature: object('The request object is not signed by a registered key of the client.'),
  request_object_used: object('The request object was used before.'),
  request_object_required: ['invalid_request', 'This client has to sign its requests (request).'],
  request_twice: ['invalid_request', 'There are both request and request_uri.'],
  request_uri: ['request_uri_not_supported', 'The client has registered no request_uris.'],
  request_uri_unregistered: [
    'invalid_request_uri',
    'request_uri is neither a pushed request nor one that the client has registered.',
  ],
  request_uri_unavailable: ['invalid_request_uri', 'The request object at request_uri cannot be had.'],
  // One answer for all of these, or somebody who guesses would learn something.
  request_uri_unknown: ['invalid_request_uri', 'The request has expired, was used before, or never was.'],
  request_uri_pushed: ['invalid_request', 'request_uri cannot be pushed.'],
  push_required: ['invalid_request', 'The request has to be pushed first (RFC 9126).'],
  request_too_long: ['invalid_request', 'The parameters of the request are longer than 24 KiB together.'],
  too_many_pushes: [
    'temporarily_unavailable',
    'Too many requests were pushed from this address; wait as long as Retry-After says.',
  ],
  details_malformed: details('authorization_details must be a JSON array of objects with a type.'),
  details_too_many: details('authorization_details holds more than 20 details, or more than 16 KiB.'),
  details_type_unknown: details('authorization_details has a type that is not known here'),
  details_type_not_allowed: details('authorization_details has a type that this client may not ask for'),
  details_invalid: details('authorization_details has a detail that does not fit its type'),
  details_wider: details('authorization_details goes beyond what was granted.'),
};

/** Problems that name the type they are about. */
const NAMES_TYPE = new Set<string>(['details_type_unknown', 'details_type_not_allowed', 'details_invalid']);

export function isRequestProblem(reason: string): reason is RequestProblem {
  return Object.hasOwn(SAID, reason);
}

export function requestError(
  reason: RequestProblem,
  about: string,
): { error: WireError; description: string } {
  const [error, description] = SAID[reason];
  return { error, description: NAMES_TYPE.has(reason) ? `${description}: ${about}.` : description };
}

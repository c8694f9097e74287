import { MOST_KEPT } from '../../rules/request/kept-parameters.ts';
import type { RequestObjectProblem } from '../../rules/request/request-object.ts';
import { invalidRequest, later, type WireProblem, wire } from './wire.ts';

const invalidObject = (description: string) => wire('invalid_request_object', description);
const invalidUri = (description: string) => wire('invalid_request_uri', description);

/**
 * A signed (RFC 9101 section 7), referenced or pushed (RFC 9126 section 2.3) request that is not accepted.
 */
export const REQUEST = {
  request_object: wire('request_not_supported', 'The client has registered no keys to sign requests with.'),
  request_object_malformed: invalidObject('The request object is not a signed JWT in compact form.'),
  request_object_algorithm: invalidObject(
    'The request object is not signed with an algorithm that is accepted.',
  ),
  request_object_brings_key: invalidObject(
    'The request object names its own key; only registered keys count.',
  ),
  request_object_type: invalidObject('The typ of the request object must be oauth-authz-req+jwt or JWT.'),
  request_object_issuer: invalidObject('The iss of the request object must be the client_id.'),
  request_object_audience: invalidObject(
    'The aud of the request object must be the issuer of this server alone.',
  ),
  request_object_client: invalidObject('The client_id in the request object must be the one outside.'),
  request_object_subject: invalidObject('The sub of the request object must not be the client_id.'),
  request_object_expiry_missing: invalidObject('The request object has no exp.'),
  request_object_expired: invalidObject('The request object has expired.'),
  request_object_lives_too_long: invalidObject('The request object must expire within 60 minutes.'),
  request_object_beginning_missing: invalidObject('The request object has no nbf.'),
  request_object_not_yet: invalidObject('The request object is not valid yet.'),
  request_object_nested: invalidObject('A request object must not hold request or request_uri.'),
  request_object_value: invalidObject('A parameter in the request object has a value that is not text.'),
  request_object_keys: invalidObject('The keys of the client cannot be had.'),
  request_object_signature: invalidObject(
    'The request object is not signed by a registered key of the client.',
  ),
  request_object_used: invalidObject('The request object was used before.'),
  request_object_required: invalidRequest('This client has to sign its requests (request).'),
  request_twice: invalidRequest('There are both request and request_uri.'),
  request_uri: wire('request_uri_not_supported', 'The client has registered no request_uris.'),
  request_uri_unregistered: invalidUri(
    'request_uri is neither a pushed request nor one that the client has registered.',
  ),
  request_uri_unavailable: invalidUri('The request object at request_uri cannot be had.'),
  // The same sentence for all of these: otherwise an attacker could find out which requests exist.
  request_uri_unknown: invalidUri('The request has expired, was used before, or never was.'),
  request_uri_pushed: invalidRequest('request_uri cannot be pushed.'),
  push_required: invalidRequest('The request has to be pushed first (RFC 9126).'),
  request_too_long: invalidRequest(
    `The parameters of the request are longer than ${MOST_KEPT / 1024} KiB together.`,
  ),
  too_many_pushes: later(
    'Too many requests were pushed from this address; wait as long as Retry-After says.',
  ),
} satisfies Record<RequestObjectProblem, WireProblem> & Record<string, WireProblem>;

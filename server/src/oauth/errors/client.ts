import type { AssertionProblem } from '../../rules/client/client-assertion.ts';
import { invalidClient, invalidRequest, later, type WireProblem, wire } from './wire.ts';

/**
 * The same sentence for an unknown client and wrong credentials: otherwise an attacker could find out which
 * clients exist.
 */
const FAILED = invalidClient(
  'Client authentication failed: check client_id, the secret, key or certificate, and how it is sent.',
);

/**
 * A client that fails to authenticate or may not ask. RFC 7521 section 4.2.1: every invalid assertion gets
 * `invalid_client`.
 */
export const CLIENT = {
  client_not_named: invalidClient(
    'The request does not say which client it comes from: send client_id, or the Authorization header.',
  ),
  client_unknown: FAILED,
  client_ids_differ: invalidRequest('client_id names another client than the Authorization header.'),
  // RFC 6749 section 2.3: "The client MUST NOT use more than one authentication method in each request."
  credentials_twice: invalidRequest(
    'Authenticate in one way: with the Authorization header, with client_secret or with client_assertion.',
  ),
  basic_malformed: invalidClient(
    'The Authorization header is not well-formed Basic: form-encode id and secret each.',
  ),
  authorization_scheme_unsupported: invalidClient(
    'Clients authenticate here with Basic or with client_secret in the body.',
  ),
  secret_wrong: FAILED,
  secret_missing: FAILED,
  secret_of_public_client: FAILED,
  method_not_registered: FAILED,
  method_not_offered: FAILED,
  certificate_not_presented: FAILED,
  certificate_wrong: FAILED,
  client_below_profile: wire(
    'unauthorized_client',
    'The registration of this client does not meet the profile of this server; its operator knows why.',
  ),
  client_stopped: wire(
    'unauthorized_client',
    'The people behind this API have suspended this client, or have not approved it yet; ask them.',
  ),
  address_not_allowed: wire(
    'unauthorized_client',
    'This client may not be used from this address; its owner says from where.',
  ),
  introspection_by_public_client: invalidClient('Only a client with a secret may ask about tokens.'),
  too_many_failures: later('Client authentication failed too often; wait as long as Retry-After says.'),
  too_many_revocations: later('Too many revocations without a client; wait as long as Retry-After says.'),

  assertion_incomplete: invalidRequest('client_assertion and client_assertion_type belong together.'),
  assertion_type_unsupported: invalidClient(
    'client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer.',
  ),
  assertion_malformed: invalidClient('The client assertion is not a well-formed signed JWT.'),
  assertion_algorithm: invalidClient(
    'The algorithm of the client assertion is not one that is supported here.',
  ),
  assertion_brings_key: invalidClient(
    'The client assertion names a key in its header; only registered keys count, so leave out jku, jwk, x5u and x5c.',
  ),
  assertion_of_another_type: invalidClient('typ says that this JWT is for something else.'),
  assertion_of_another_client: invalidClient('client_id names another client than the assertion.'),
  assertion_subject: invalidClient('iss and sub of the client assertion must both be the client_id.'),
  assertion_audience: invalidClient(
    'aud of the client assertion must be the issuer of this server, and nothing else.',
  ),
  assertion_expiry_missing: invalidClient('The client assertion has no exp.'),
  assertion_expired: invalidClient('The client assertion has expired.'),
  assertion_lives_too_long: invalidClient(
    'exp of the client assertion is more than five minutes away; make a new one for each request.',
  ),
  assertion_not_yet: invalidClient('iat or nbf of the client assertion lies in the future; check the clock.'),
  assertion_without_id: invalidClient(
    'The client assertion needs a jti, of at most 512 characters, that is used once.',
  ),
  assertion_signature: FAILED,
  assertion_keys_unavailable: FAILED,
  assertion_replayed: invalidClient('The client assertion was used before; make a new one for each request.'),
} satisfies Record<AssertionProblem, WireProblem> & Record<string, WireProblem>;

export type ClientReason = keyof typeof CLIENT;

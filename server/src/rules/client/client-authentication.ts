import type { WireError } from '../error/description.ts';
import type { AssertionProblem } from './client-assertion.ts';

/** What can be wrong with what a client proves itself with, as finely as the log wants to know it. */
export type ClientProofReason =
  | AssertionProblem
  | 'client_unknown'
  | 'secret_wrong'
  | 'secret_missing'
  | 'secret_of_public_client'
  | 'method_not_registered'
  | 'method_not_offered'
  | 'client_below_profile'
  | 'assertion_incomplete'
  | 'assertion_type_unsupported'
  | 'assertion_of_another_client'
  | 'assertion_signature'
  | 'assertion_keys_unavailable'
  | 'assertion_replayed'
  | 'certificate_not_presented'
  | 'certificate_wrong'
  | 'address_not_allowed';

interface WireProblem {
  status: number;
  error: WireError;
  description: string;
}

/** In the same words whether the client is unknown or its proof is wrong, or identifiers could be found by guessing. */
const FAILED = invalidClient(
  'Client authentication failed: check client_id, the secret, key or certificate, and how it is sent.',
);

/** RFC 7521 section 4.2.1: whatever is wrong with an assertion is `invalid_client`. */
export const CLIENT_PROOF_ON_THE_WIRE: Record<ClientProofReason, WireProblem> = {
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
  assertion_of_another_client: invalidClient('client_id names another client than the assertion.'),
  client_unknown: FAILED,
  secret_wrong: FAILED,
  secret_missing: FAILED,
  secret_of_public_client: FAILED,
  method_not_registered: FAILED,
  method_not_offered: FAILED,
  client_below_profile: {
    status: 400,
    error: 'unauthorized_client',
    description:
      'The registration of this client does not meet the profile of this server; its operator knows why.',
  },
  assertion_signature: FAILED,
  assertion_keys_unavailable: FAILED,
  assertion_replayed: invalidClient('The client assertion was used before; make a new one for each request.'),
  certificate_not_presented: FAILED,
  certificate_wrong: FAILED,
  address_not_allowed: {
    status: 400,
    error: 'unauthorized_client',
    description: 'This client may not be used from this address; its owner says from where.',
  },
};

export function isClientProofReason(reason: string): reason is ClientProofReason {
  return Object.hasOwn(CLIENT_PROOF_ON_THE_WIRE, reason);
}

function invalidRequest(description: string): WireProblem {
  return { status: 400, error: 'invalid_request', description };
}

function invalidClient(description: string): WireProblem {
  return { status: 401, error: 'invalid_client', description };
}

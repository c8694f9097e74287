import type { ProfiledClient } from './demand.ts';

/** `Ed25519` is the newer name (RFC 9864 section 2.2) of `EdDSA` on the curve that the profile means. */
export const FAPI_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'PS256'] as const;

const SHORTEST_MODULUS = 2048;

export function forbiddenAmong(algorithms: readonly string[]): string | null {
  const forbidden = algorithms.filter((each) => !isAllowed(each));
  return forbidden.length === 0 ? null : `${forbidden.join(', ')} cannot be used`;
}

/**
 * Returns which of a client's registered algorithms the profile forbids, or that all its keys are for other
 * algorithms.
 */
export function clientAlgorithmMissing({ settings }: ProfiledClient): string | null {
  const registered = Object.entries({
    token_endpoint_auth_signing_alg: settings.assertionAlgorithm,
    request_object_signing_alg: settings.requestObjectAlgorithm,
    authorization_signed_response_alg: settings.responseAlgorithm,
    introspection_signed_response_alg: settings.introspectionAlgorithm,
    id_token_signed_response_alg: settings.idTokenAlgorithm,
    userinfo_signed_response_alg: settings.userinfoAlgorithm,
  }).flatMap(([name, value]) => (value === undefined || isAllowed(value) ? [] : [`${name} is ${value}`]));
  const keys = settings.jwks?.keys;
  if (keys?.every(({ alg }) => alg !== undefined && !isAllowed(alg))) {
    registered.push('each key in jwks is for another algorithm');
  }
  return registered.length === 0 ? null : registered.join('; ');
}

/** Derives the length from the modulus (RFC 7518 section 6.3.1.1). */
export function weakKeyIn(keys: readonly Record<string, unknown>[]): string | null {
  const weak = keys.some(
    ({ kty, n }) => kty === 'RSA' && typeof n === 'string' && bitsOf(n) < SHORTEST_MODULUS,
  );
  return weak ? `a key in jwks is shorter than ${SHORTEST_MODULUS} bits` : null;
}

function bitsOf(modulus: string): number {
  return Buffer.from(modulus, 'base64url').length * 8;
}

function isAllowed(algorithm: unknown): boolean {
  return FAPI_ALGORITHMS.some((each) => each === algorithm);
}

/**
 * Algorithms for clients' signatures (RFC 7518, RFC 8037, RFC 9864). `none` is excluded and HMAC is a
 * separate list, so that a public key can never serve as a shared secret (RFC 8725 section 2.1).
 */
export const ASYMMETRIC = ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'] as const;

/**
 * A client secret has 43 characters: enough for SHA-256 (RFC 7518 section 3.2), too few for larger hashes.
 */
export const HMAC = ['HS256'] as const;

export type Asymmetric = (typeof ASYMMETRIC)[number];

export function isAsymmetric(algorithm: unknown): algorithm is Asymmetric {
  return ASYMMETRIC.some((each) => each === algorithm);
}

export function isHmac(algorithm: unknown): algorithm is (typeof HMAC)[number] {
  return HMAC.some((each) => each === algorithm);
}

/** `Ed25519` is the new name of `EdDSA` on that curve (RFC 9864 section 2.2), the only one supported. */
export function isSameAlgorithm(left: unknown, right: unknown): boolean {
  const renamed = (name: unknown) => (name === 'Ed25519' ? 'EdDSA' : name);
  return renamed(left) === renamed(right);
}

const KEY_TYPES: Record<Asymmetric, { kty: string; crv?: string }> = {
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
  ES256: { kty: 'EC', crv: 'P-256' },
  PS256: { kty: 'RSA' },
  RS256: { kty: 'RSA' },
};

/**
 * In base64url: 4096 bits for the modulus and 64 bits for the exponent. The client chooses both, and
 * verification time grows with both.
 */
const LONGEST_MODULUS = 684;
const LONGEST_EXPONENT = 11;

/** A JWK reduced to the public members that are used. */
export type VerificationKey = Record<'kty' | 'crv' | 'x' | 'y' | 'n' | 'e', string | undefined>;

/**
 * Returns the keys of a set that could have made a signature. `kid` only selects among them; it is never used
 * for a look-up.
 */
export function keysFor(
  keys: readonly Record<string, unknown>[],
  algorithm: Asymmetric,
  kid: unknown,
): VerificationKey[] {
  const { kty, crv } = KEY_TYPES[algorithm];
  return keys
    .filter((key) => key.kty === kty && (crv === undefined || key.crv === crv))
    .filter((key) => key.alg === undefined || isSameAlgorithm(key.alg, algorithm))
    .filter((key) => key.use === undefined || key.use === 'sig')
    .filter((key) => !Array.isArray(key.key_ops) || key.key_ops.includes('verify'))
    .filter((key) => kid === undefined || key.kid === kid)
    .filter(({ n, e }) => kty !== 'RSA' || (isShort(n, LONGEST_MODULUS) && isShort(e, LONGEST_EXPONENT)))
    .map((key) => ({
      kty,
      crv,
      x: text(key.x),
      y: text(key.y),
      n: text(key.n),
      e: text(key.e),
    }));
}

function isShort(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length <= most;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

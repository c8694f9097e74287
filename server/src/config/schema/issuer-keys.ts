import { z } from 'zod';

/**
 * The algorithms of an issuer's signatures. All are asymmetric: a public key must never serve as a shared
 * secret.
 */
export const ISSUER_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'] as const;

/** The public keys of a trusted issuer: by value or by reference. */
export const ISSUER_KEYS = {
  /** The URL of its public keys; https, on a public address. */
  jwksUri: z
    .string()
    .regex(/^https:\/\/[^\s#]+$/, 'an https URL')
    .optional(),
  /** The public keys themselves (RFC 7517 section 5). */
  jwks: z.strictObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) }).optional(),
};

const fields = z.strictObject(ISSUER_KEYS);
export type IssuerKeys = z.output<typeof fields>;

export function namesKeysOnce({ jwks, jwksUri }: IssuerKeys): boolean {
  return (jwks === undefined) !== (jwksUri === undefined);
}

export function holdsPublicKeysOnly({ jwks }: IssuerKeys): boolean {
  return jwks?.keys.every((key) => key.kty !== 'oct' && !('d' in key)) ?? true;
}

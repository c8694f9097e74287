import { z } from 'zod';

/** Algorithms of what an issuer signs. All are asymmetric: a public key must never serve as a shared secret. */
export const ISSUER_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'] as const;

/** Where the public keys of somebody whose word counts are: by value or by reference. */
export const ISSUER_KEYS = {
  /** Where its public keys are; https, on a public address. */
  jwksUri: z
    .string()
    .regex(/^https:\/\/[^\s#]+$/, 'an https URL')
    .optional(),
  /** Its public keys themselves (RFC 7517 section 5). */
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

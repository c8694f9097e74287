import { z } from 'zod';

const clientId = z.string().min(1);

/** Token exchange (RFC 8693): who may act for whose users. Nobody may for a client that is not named here. */
export const tokenExchange = z.strictObject({
  /** Client that acts → the clients whose users' tokens it may exchange; `'*'` for those of any client. */
  mayAct: z.record(clientId, z.union([z.literal('*'), z.array(clientId).min(1)])),
});

/** Algorithms of an assertion. All are asymmetric: a public key must never serve as a shared secret. */
export const ASSERTION_ALGORITHMS = ['EdDSA', 'ES256', 'PS256', 'RS256'] as const;

const trustedIssuer = z
  .strictObject({
    /** `iss` of its assertions, character for character. */
    issuer: z.string().min(1),
    /** Where its public keys are; https, on a public address. */
    jwksUri: z
      .string()
      .regex(/^https:\/\/[^\s#]+$/, 'an https URL')
      .optional(),
    /** Its public keys themselves (RFC 7517 section 5). */
    jwks: z.strictObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) }).optional(),
    /** `aud` of its assertions, where it is not the issuer identifier of this API. */
    audience: z.string().min(1).optional(),
    /** How an assertion names a user: `sub` is their id here, or `email` is their verified address. */
    subject: z.enum(['email', 'sub']),
    /** The clients that may present its assertions. */
    clients: z.array(clientId).min(1),
    /** Those of them that need no earlier consent of the user: the API's owner has decided for everybody. */
    withoutConsent: z.array(clientId).default([]),
  })
  .refine(({ jwks, jwksUri }) => (jwks === undefined) !== (jwksUri === undefined), 'name jwks or jwksUri')
  .refine(
    ({ jwks }) => jwks?.keys.every((key) => key.kty !== 'oct' && !('d' in key)) ?? true,
    'jwks holds public keys only',
  )
  .refine(
    ({ clients, withoutConsent }) => withoutConsent.every((id) => clients.includes(id)),
    'withoutConsent names a client that clients does not',
  );

export const trustedIssuers = z
  .array(trustedIssuer)
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'each issuer stands once');

export type TokenExchangeConfig = z.output<typeof tokenExchange>;
export type TrustedIssuer = z.output<typeof trustedIssuer>;

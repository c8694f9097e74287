import { z } from 'zod';
import { holdsPublicKeysOnly, ISSUER_KEYS, namesKeysOnce } from './issuer-keys.ts';

const clientId = z.string().min(1);

/**
 * Token exchange (RFC 8693): which clients may act for the users of which others. Clients not named may not.
 */
export const tokenExchange = z.strictObject({
  /** Acting client → the clients whose users' tokens it may exchange; `'*'` means any client. */
  mayAct: z.record(clientId, z.union([z.literal('*'), z.array(clientId).min(1)])),
});

const trustedIssuer = z
  .strictObject({
    /** `iss` of its assertions, character for character. */
    issuer: z.string().min(1),
    ...ISSUER_KEYS,
    /** `aud` of its assertions, if it differs from the issuer identifier of this API. */
    audience: z.string().min(1).optional(),
    /** How an assertion identifies a user: `sub` is their id here, or `email` is their verified address. */
    subject: z.enum(['email', 'sub']),
    /** The clients that may present its assertions. */
    clients: z.array(clientId).min(1),
    /**
     * The clients among these that need no earlier consent of the user: the API owner has decided for all
     * users.
     */
    withoutConsent: z.array(clientId).default([]),
  })
  .refine(namesKeysOnce, 'name jwks or jwksUri')
  .refine(holdsPublicKeysOnly, 'jwks holds public keys only')
  .refine(
    ({ clients, withoutConsent }) => withoutConsent.every((id) => clients.includes(id)),
    'withoutConsent names a client that clients does not',
  );

export const trustedIssuers = z
  .array(trustedIssuer)
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'each issuer stands once');

export type TokenExchangeConfig = z.output<typeof tokenExchange>;
export type TrustedIssuer = z.output<typeof trustedIssuer>;

import { z } from 'zod';
import { holdsPublicKeysOnly, ISSUER_ALGORITHMS, ISSUER_KEYS, namesKeysOnce } from './issuer-keys.ts';

const issuer = z
  .strictObject({
    /** `iss` of its statements, character for character. */
    issuer: z.string().min(1),
    ...ISSUER_KEYS,
    /** The algorithms that it signs with. */
    algorithms: z
      .array(z.enum(ISSUER_ALGORITHMS))
      .min(1)
      .default([...ISSUER_ALGORITHMS]),
    /** Its statement replaces an initial access token. */
    opensRegistration: z.boolean().default(false),
  })
  .refine(namesKeysOnce, 'name jwks or jwksUri')
  .refine(holdsPublicKeysOnly, 'jwks holds public keys only');

/** Software statements (RFC 7591 section 2.3): client metadata that a trusted issuer vouches for. */
export const softwareStatements = z.strictObject({
  issuers: z
    .array(issuer)
    .min(1)
    .refine((all) => new Set(all.map((each) => each.issuer)).size === all.length, 'each issuer stands once'),
  /** A client without a statement cannot register. */
  required: z.boolean().default(false),
});

export type StatementIssuer = z.output<typeof issuer>;
export type SoftwareStatements = z.output<typeof softwareStatements>;

import { z } from 'zod';
import { SIGNING_ALGORITHMS } from './signing.ts';

/** Lists claims about a user that only the API knows (Core section 5.1). */
export type ClaimLister = (who: {
  user: { id: string; email: string; name: string };
  tenant: { id: string; name: string };
}) => Promise<Record<string, unknown>>;

const settings = z.strictObject({
  /** Declares every address to be verified as its user's. Relying parties link accounts by that. */
  emailsVerified: z.boolean().default(false),
  /** Claims in addition to Latchkey's own, such as `picture`, `phone_number` or `address`. */
  claims: z
    .strictObject({
      names: z.array(z.string().regex(/^[A-Za-z0-9_.:/-]{1,100}$/, 'the name of a claim')).min(1),
      list: z.custom<ClaimLister>((value) => typeof value === 'function', { error: 'a function' }),
    })
    .optional(),
});

export type SignIn = z.output<typeof settings>;

/** `true` enables it with defaults. The parsed value is `null` if it is off. */
export const signIn = z
  .union([z.boolean(), settings])
  .default(false)
  .transform((value): SignIn | null => {
    if (typeof value === 'object') return value;
    return value ? settings.parse({}) : null;
  });

export const signing = z
  .array(z.enum(SIGNING_ALGORITHMS))
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'each algorithm once')
  .default(['ES256']);

/** The claims that each OpenID scope reveals (Core section 5.4). `name` and `email` are always available. */
export const SCOPE_CLAIMS: Record<string, readonly string[]> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
};

/**
 * Requests a refresh token (OpenID Connect Core section 11). Agents request it and expect it among the
 * server's scopes, even if the API offers no sign-in.
 */
export const OFFLINE_ACCESS = 'offline_access';
export const OFFLINE_ACCESS_TITLE = 'Stay connected while you are away';

/** Returns the scopes that signing in adds, in the words of the consent page. */
export function openIdScopes(title: string, { claims }: SignIn): Record<string, string> {
  const known = (scope: string) => SCOPE_CLAIMS[scope]?.some((name) => claims?.names.includes(name));
  return {
    openid: `Sign you in with your ${title} account`,
    profile: 'See your name and profile',
    email: 'See your email address',
    ...(known('address') ? { address: 'See your postal address' } : {}),
    ...(known('phone') ? { phone: 'See your phone number' } : {}),
    [OFFLINE_ACCESS]: OFFLINE_ACCESS_TITLE,
  };
}

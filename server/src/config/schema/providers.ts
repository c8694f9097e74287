import { z } from 'zod';

const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1|([a-z0-9-]+\.)*localhost)(:\d{1,5})?(\/|$)/;

const claim = z.string().regex(/^[A-Za-z0-9_.:/-]{1,200}$/, 'the name of a claim');

/** How claims of a provider become places in tenants. A place or role that is not named here is not given. */
export const placeMapping = z.strictObject({
  /** One tenant for everybody, or a claim whose values name tenants. */
  tenant: z.union([
    z.strictObject({ id: z.string().min(1) }),
    z.strictObject({
      claim,
      /** Value of the claim → id of the tenant; without it, the value is the id. */
      values: z.record(z.string(), z.string().min(1)).optional(),
    }),
  ]),
  /** One role for everybody, or a claim whose values name roles. */
  role: z.union([
    z.strictObject({ name: z.string().min(1) }),
    z.strictObject({
      claim,
      /** Value of the claim → role. Of several that match, the first here counts. */
      values: z.record(z.string(), z.string().min(1)),
      /** The role if no value matches; without it there is no place. */
      otherwise: z.string().min(1).optional(),
    }),
  ]),
  /** Whether places that an earlier sign-in gave end when the claims give them no more. */
  takesBack: z.boolean().default(true),
});

/** An OpenID provider at which people sign in. */
export const provider = z.strictObject({
  /** In the address of the redirect URI: `<issuer>/sign-in/from/<id>`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens'),
  /** On the button: "Sign in with …". */
  title: z.string().min(1).max(60),
  /** Its metadata is read at `<issuer>/.well-known/openid-configuration`. */
  issuer: z
    .url()
    .refine(
      (text) => text.startsWith('https://') || LOCAL.test(text),
      'an https URL, or one at http://localhost',
    ),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scopes: z.array(z.string().min(1)).default(['openid', 'profile', 'email']),
  /** More parameters of the authorization request, such as `{ hd: 'acme.example' }`. */
  parameters: z.record(z.string(), z.string()).default({}),
  /** Claims that have to have one of the values, such as `{ hd: ['acme.example'] }`. */
  accepts: z.record(claim, z.array(z.string().min(1)).min(1)).default({}),
  /** Without it, only people who have a place already, or linked their account, come in. */
  places: placeMapping.optional(),
});

export type PlaceMapping = z.output<typeof placeMapping>;
export type SignInProvider = z.output<typeof provider>;

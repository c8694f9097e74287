import { z } from 'zod';

/** Node's timers are limited to 2^31 ms; a longer window would end at once and limit nothing. */
const LONGEST_WINDOW = 2_147_483;

const window = z.strictObject({
  /** Calls allowed in each window. */
  calls: z.int().positive(),
  /** Length of the window in seconds. */
  per: z.int().positive().max(LONGEST_WINDOW, `at most ${LONGEST_WINDOW} seconds`),
});

/** One window, or several that all apply, such as a burst, a sustained rate and a daily quota. */
const limit = z
  .union([window, z.array(window).min(1).max(4)])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .refine((windows) => new Set(windows.map(({ per }) => per)).size === windows.length, {
    error: 'each window has its own length',
  });

/**
 * Appears in `RateLimit` and `RateLimit-Policy` as a string (RFC 9651 section 3.3.3), so characters that need
 * escaping are not permitted.
 */
const className = z
  .string()
  .regex(
    /^[ !#-[\]-~]{1,64}$/,
    'printable ASCII without quotation mark and backslash, at most 64 characters',
  );

const parties = {
  /** A platform, for all its connected accounts together. */
  platform: limit,
  connectedAccount: limit,
  /** A client that is not a platform; all personal access tokens of one user in one tenant together. */
  client: limit,
  /** Each token separately. Without it, tokens count only for their client, user and tenant. */
  token: limit.optional(),
  /** Calls that need a scope of the class, counted for the narrowest party. */
  scopeClasses: z.record(className, limit),
};

/** Overrides the API's limits for clients with the plan. Limits not named stay. */
const plan = z.strictObject({
  platform: parties.platform.optional(),
  connectedAccount: parties.connectedAccount.optional(),
  client: parties.client.optional(),
  token: parties.token,
  scopeClasses: parties.scopeClasses.default({}),
});

/** Limits on calls to the API. */
export const limits = z.strictObject({
  platform: parties.platform.default([{ calls: 6_000, per: 60 }]),
  connectedAccount: parties.connectedAccount.default([{ calls: 600, per: 60 }]),
  client: parties.client.default([{ calls: 1_200, per: 60 }]),
  token: parties.token,
  /** All calls for one user, across clients and tokens. */
  user: limit.optional(),
  /** All calls in one tenant. */
  tenant: limit.optional(),
  scopeClasses: parties.scopeClasses.default({}),
  /** Personal access tokens that one user may have in one tenant, not counting revoked and expired ones. */
  personalTokens: z.int().positive().max(10_000).default(50),
  /** Clients that one user may create on the pages. */
  clientsPerPerson: z.int().positive().max(10_000).default(50),
  /** For calls that cannot be counted in Redis: each node allows its share, or they are refused. */
  withoutRedis: z.enum(['share', 'refuse']).default('share'),
  /** By name. `latchkey client set <id> --plan <name>` assigns one, effective from the client's next call. */
  plans: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and hyphens'), plan)
    .default({}),
});

export type Limits = z.output<typeof limits>;
export type LimitWindow = z.output<typeof window>;

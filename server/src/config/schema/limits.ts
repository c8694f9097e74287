import { z } from 'zod';

/** Timers in Node run 2^31 ms at most; a window beyond that would end at once and limit nothing. */
const LONGEST_WINDOW = 2_147_483;

const window = z.strictObject({
  /** Calls allowed in each window. */
  calls: z.int().positive(),
  /** Length of the window in seconds. */
  per: z.int().positive().max(LONGEST_WINDOW, `at most ${LONGEST_WINDOW} seconds`),
});

/** One window, or several that all have to hold: a burst, what is sustained, and a quota of the day. */
const limit = z
  .union([window, z.array(window).min(1).max(4)])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .refine((windows) => new Set(windows.map(({ per }) => per)).size === windows.length, {
    error: 'each window has its own length',
  });

/** It stands in `RateLimit` and `RateLimit-Policy` as a string (RFC 9651 section 3.3.3), where nothing has to be escaped. */
const className = z
  .string()
  .regex(
    /^[ !#-[\]-~]{1,64}$/,
    'printable ASCII without quotation mark and backslash, at most 64 characters',
  );

const parties = {
  /** A platform over all its connected accounts. */
  platform: limit,
  connectedAccount: limit,
  /** A client that is no platform; all personal access tokens of one person in one tenant together. */
  client: limit,
  /** Each token for itself; without it, tokens count only for whoever holds them. */
  token: limit.optional(),
  /** Calls that need a scope of the class, for the narrowest party there is. */
  scopeClasses: z.record(className, limit),
};

/** Instead of the API's limits, for the clients that have the plan. What it does not name stays as it is. */
const plan = z.strictObject({
  platform: parties.platform.optional(),
  connectedAccount: parties.connectedAccount.optional(),
  client: parties.client.optional(),
  token: parties.token,
  scopeClasses: parties.scopeClasses.default({}),
});

/** How many calls to the API may be made, by whom. */
export const limits = z.strictObject({
  platform: parties.platform.default([{ calls: 6_000, per: 60 }]),
  connectedAccount: parties.connectedAccount.default([{ calls: 600, per: 60 }]),
  client: parties.client.default([{ calls: 1_200, per: 60 }]),
  token: parties.token,
  /** Everything that acts for one person, whatever clients and tokens they make. */
  user: limit.optional(),
  /** Everything that acts in one tenant. */
  tenant: limit.optional(),
  scopeClasses: parties.scopeClasses.default({}),
  /** Personal access tokens that one person may have in one tenant, of those that are neither revoked nor expired. */
  personalTokens: z.int().positive().max(10_000).default(50),
  /** Clients that one person may make on the pages. */
  clientsPerPerson: z.int().positive().max(10_000).default(50),
  /** By name; a client gets one by `latchkey client set <id> --plan <name>`, which counts from its next call. */
  plans: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and hyphens'), plan)
    .default({}),
});

export type Limits = z.output<typeof limits>;
export type LimitWindow = z.output<typeof window>;

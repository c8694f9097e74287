/** Milliseconds since the epoch. The wire speaks seconds; everything inside speaks this. */
export type Instant = number;

/** Live data or sandbox data. A key of one mode opens nothing of the other. */
export const MODES = ['live', 'sandbox'] as const;
export type Mode = (typeof MODES)[number];

declare const brand: unique symbol;

/** Text that is known to be one thing, so that it cannot be handed over where another is meant. */
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** SHA-256 of a token, code or other secret that opens something, base64url. Only `sha256` makes one (`lib/compare.ts`). */
export type TokenHash = Branded<'TokenHash'>;

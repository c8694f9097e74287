/** Milliseconds since the epoch. On the wire, times are in seconds. */
export type Instant = number;

declare const brand: unique symbol;

/** Text with a type of its own, so that it cannot be passed where another kind is expected. */
type Branded<Name extends string> = string & { readonly [brand]: Name };

/**
 * SHA-256 of a token, code or other secret, base64url. Only `sha256` makes one (`lib/compare.ts`), and `datedHash` with a moment
 * in front (`lib/dated-hash.ts`).
 */
export type TokenHash = Branded<'TokenHash'>;

/**
 * Identifiers. An id in a request is looked up as text, and the row that is found provides the typed id. The
 * functions below are for text that is known to be such an id: from the operator, or signed by Latchkey.
 */
export type TenantId = Branded<'TenantId'>;
export const TenantId = (text: string): TenantId => text as TenantId;
export type UserId = Branded<'UserId'>;
export const UserId = (text: string): UserId => text as UserId;
export type ClientId = Branded<'ClientId'>;
export const ClientId = (text: string): ClientId => text as ClientId;
export type GrantId = Branded<'GrantId'>;
export const GrantId = (text: string): GrantId => text as GrantId;
export type ConnectedAccountId = Branded<'ConnectedAccountId'>;
export const ConnectedAccountId = (text: string): ConnectedAccountId => text as ConnectedAccountId;

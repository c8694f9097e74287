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

/**
 * Identifiers. An id out of a request is looked up as text, and the row that is found has the id to go on with. A function
 * below is for text that is known to be such an id: what an operator writes, and what Latchkey itself signed.
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

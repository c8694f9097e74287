import { type Client, isVouchedFor } from '../model/index.ts';

/** Every leniency there is. What each does, and what it risks, stands in `oauth/dialects/<name>.ts`. */
export const DIALECT_NAMES = [
  'json-token-request',
  'form-without-content-type',
  'redirect-url-parameter',
  'grant-type-code',
  's256-assumed',
  'schemeless-redirect',
  'stray-whitespace',
  'no-pkce-for-confidential',
  'redirect-uri-not-repeated',
  'assertion-audience-token-endpoint',
  'lower-case-bearer',
] as const;

export type DialectName = (typeof DIALECT_NAMES)[number];

/** Those that give up a protection. The others only rewrite a request into one that the standard takes. */
const GIVING_UP: ReadonlySet<DialectName> = new Set([
  'schemeless-redirect',
  'no-pkce-for-confidential',
  'redirect-uri-not-repeated',
  'assertion-audience-token-endpoint',
]);

/**
 * The dialects for a client: those of its API and its own. A client that registered itself gets none of the API's: they
 * are for clients that came along from before. A client that a member made on a page gets those that give up no protection:
 * it was made to follow the API's own documentation, whose requests need them.
 */
export function dialectNamesOf(
  { dialects }: { dialects: readonly DialectName[] },
  client: Client | null,
): readonly string[] {
  return [...dialects.filter((name) => mayUse(client, name)), ...(client?.dialects ?? [])];
}

function mayUse(client: Client | null, name: DialectName): boolean {
  if (client === null || isVouchedFor(client, null)) return true;
  return client.origin === 'page' && !GIVING_UP.has(name);
}

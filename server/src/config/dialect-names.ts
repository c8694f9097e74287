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

/**
 * The dialects for a client: those of its API and its own. One that nobody vouches for to everybody gets none of the
 * API's: those are for clients that came along from before, not for new ones.
 */
export function dialectNamesOf(
  { dialects }: { dialects: readonly DialectName[] },
  client: Client | null,
): readonly string[] {
  const ofApi = client && !isVouchedFor(client, null) ? [] : dialects;
  return [...ofApi, ...(client?.dialects ?? [])];
}

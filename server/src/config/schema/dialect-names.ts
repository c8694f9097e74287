import { type Client, isVouchedFor } from '../../model/index.ts';

/** Every dialect. `oauth/dialects/<name>.ts` says what it changes and what it risks. */
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
 * The dialects for a client: those of its API and its own. Those of the API are for clients that somebody vouches for:
 * towards `everybody`, or where it becomes known later whose data it is about, towards its own tenant (`own`).
 */
export function dialectNamesOf(
  { dialects }: { dialects: readonly DialectName[] },
  client: Client | null,
  towards: 'everybody' | 'own' = 'everybody',
): readonly string[] {
  const vouched = client === null || isVouchedFor(client, towards === 'own' ? client.tenantId : null);
  return [...(vouched ? dialects : []), ...(client?.dialects ?? [])];
}

/** Whether a request that needed dialects is too lenient for this tenant: those are of the API, and nobody vouches there. */
export function isTooLenient(
  client: Pick<Client, 'origin' | 'tenantId' | 'settings' | 'dialects'>,
  used: readonly string[],
  tenantId: string,
): boolean {
  return used.some((name) => !client.dialects.includes(name)) && !isVouchedFor(client, tenantId);
}

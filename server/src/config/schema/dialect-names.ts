import { type Client, isVouchedFor } from '../../model/index.ts';

/** Every dialect. `oauth/dialects/<name>.ts` describes its change, `risks` of the words its risk. */
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
 * Returns the dialects of a client: those of its API and its own. The API's dialects apply only to clients
 * that someone vouches for: towards `everybody`, or, if the tenant becomes known only later, towards its own
 * tenant (`own`).
 */
export function dialectNamesOf(
  { dialects }: { dialects: readonly DialectName[] },
  client: Client | null,
  towards: 'everybody' | 'own' = 'everybody',
): readonly string[] {
  const vouched = client === null || isVouchedFor(client, towards === 'own' ? client.tenantId : null);
  return [...(vouched ? dialects : []), ...(client?.dialects ?? [])];
}

/**
 * Returns whether a request that used dialects must be refused for this tenant: the dialects are the API's,
 * and no one vouches for the client there.
 */
export function isTooLenient(
  client: Pick<Client, 'origin' | 'tenantId' | 'settings' | 'dialects'>,
  used: readonly string[],
  tenantId: string,
): boolean {
  return used.some((name) => !client.dialects.includes(name)) && !isVouchedFor(client, tenantId);
}

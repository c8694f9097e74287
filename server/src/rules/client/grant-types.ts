import {
  AUTHORIZATION_CODE,
  type Client,
  type DeclaredGrant,
  GRANTS,
  REFRESH_TOKEN,
} from '../../model/index.ts';

export type GrantTypeProblem = 'grant_of_confidential_clients' | 'grant_type_not_allowed';

/**
 * Returns why a client may not use a grant type (RFC 6749 section 5.2: `unauthorized_client`), or `null` if
 * it may.
 */
export function grantTypeProblem(client: Client, grant: DeclaredGrant): GrantTypeProblem | null {
  if (isUnfit(client.kind, grant)) return 'grant_of_confidential_clients';
  return client.grantTypes.some((type) => type === grant.type) ? null : 'grant_type_not_allowed';
}

/**
 * Returns the first of the grant types that a client of this kind cannot have, or `null` if it can have all.
 */
export function unfitGrant(kind: Client['kind'], grantTypes: readonly string[]): DeclaredGrant | null {
  return GRANTS.find((grant) => isUnfit(kind, grant) && grantTypes.includes(grant.type)) ?? null;
}

/** Anyone could use a public client's id to give themselves access. */
function isUnfit(kind: Client['kind'], { confidentialOnly }: DeclaredGrant): boolean {
  return confidentialOnly && kind === 'public';
}

/** Returns whether a client needs a redirect URI and has none. A device has none. */
export function lacksRedirectUri({
  grantTypes,
  redirectUris,
}: {
  grantTypes: readonly string[];
  redirectUris: readonly string[];
}): boolean {
  return redirectUris.length === 0 && grantTypes.includes(AUTHORIZATION_CODE.type);
}

/** Returns whether an authorization may give the client refresh tokens. */
export function mayRefresh(client: Client): boolean {
  return grantTypeProblem(client, REFRESH_TOKEN) === null;
}

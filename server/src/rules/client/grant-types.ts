import { type Client, type DeclaredGrant, isPublic, REFRESH_TOKEN } from '../../model/index.ts';

export type GrantTypeProblem = 'grant_of_confidential_clients' | 'grant_type_not_allowed';

/** Why a client may not use a grant type (RFC 6749 section 5.2: `unauthorized_client`); `null` when it may. */
export function grantTypeProblem(client: Client, grant: DeclaredGrant): GrantTypeProblem | null {
  if (grant.confidentialOnly && isPublic(client)) return 'grant_of_confidential_clients';
  return client.grantTypes.some((type) => type === grant.type) ? null : 'grant_type_not_allowed';
}

/** Whether an authorization may give the client refresh tokens. */
export function mayRefresh(client: Client): boolean {
  return grantTypeProblem(client, REFRESH_TOKEN) === null;
}

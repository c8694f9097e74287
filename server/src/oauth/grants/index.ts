import type { ApiConfig } from '../../config/index.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { isPublic } from '../../model/index.ts';
import type { AuthenticatedClient } from '../client-auth/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import type { TokenForm } from '../token-form.ts';
import { authorizationCode } from './authorization-code.ts';
import { clientCredentials } from './client-credentials.ts';
import { deviceCode } from './device-code.ts';
import type { SelectableGrant } from './grant.ts';
import { jwtBearer } from './jwt-bearer.ts';
import { refreshToken } from './refresh-token.ts';
import { tokenExchange } from './token-exchange.ts';

/** Every grant type that there is, whether or not an API has it on. */
export const ALL_GRANTS: readonly SelectableGrant[] = [
  authorizationCode,
  refreshToken,
  clientCredentials,
  deviceCode,
  tokenExchange,
  jwtBearer,
];

/** The grants that an API has switched on. */
export function grantsOf(config: ApiConfig): readonly SelectableGrant[] {
  return ALL_GRANTS.filter((grant) => grant.enabled(config));
}

/**
 * The grant that a request names and its client may use. What nobody can use here and what this client may not
 * use are two different errors (RFC 6749 section 5.2).
 */
export function selectGrant(
  config: ApiConfig,
  form: TokenForm,
  client: AuthenticatedClient,
): Result<SelectableGrant, OAuthProblem> {
  const clientId = client.id;
  const type = form.params.get('grant_type');
  if (type === undefined) return refused({ reason: 'parameter_missing', parameter: 'grant_type', clientId });
  const grant = grantsOf(config).find((each) => each.type === type);
  if (!grant) return refused({ reason: 'grant_type_unsupported', clientId });
  if (grant.confidentialOnly && isPublic(client)) {
    return refused({ reason: 'grant_of_confidential_clients', clientId });
  }
  if (!client.grantTypes.includes(grant.type)) return refused({ reason: 'grant_type_not_allowed', clientId });
  return ok(grant);
}

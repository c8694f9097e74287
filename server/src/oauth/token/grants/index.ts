import type { ApiConfig } from '../../../config/index.ts';
import { offeredGrants } from '../../../config/offered-grants.ts';
import { ok, type Result, refused } from '../../../lib/result.ts';
import {
  AUTHORIZATION_CODE,
  CLIENT_CREDENTIALS,
  DEVICE_CODE,
  type GrantType,
  JWT_BEARER,
  REFRESH_TOKEN,
  TOKEN_EXCHANGE,
} from '../../../model/index.ts';
import { grantTypeProblem } from '../../../rules/client/grant-types.ts';
import type { AuthenticatedClient } from '../../client-auth/index.ts';
import type { OAuthProblem } from '../../errors/problem.ts';
import type { TokenForm } from '../../form/token-form.ts';
import { authorizationCode } from './authorization-code.ts';
import { clientCredentials } from './client-credentials.ts';
import { deviceCode } from './device-code.ts';
import type { HandledGrant } from './grant.ts';
import { jwtBearer } from './jwt-bearer.ts';
import { refreshToken } from './refresh-token.ts';
import { tokenExchange } from './token-exchange.ts';

/** Each declared grant with its handler. */
export const HANDLED: Readonly<Record<GrantType, HandledGrant>> = {
  [AUTHORIZATION_CODE.type]: authorizationCode,
  [REFRESH_TOKEN.type]: refreshToken,
  [CLIENT_CREDENTIALS.type]: clientCredentials,
  [DEVICE_CODE.type]: deviceCode,
  [TOKEN_EXCHANGE.type]: tokenExchange,
  [JWT_BEARER.type]: jwtBearer,
};

/**
 * Returns the grant that a request names, if its client may use it. A grant that is not enabled here and one
 * that this client may not use have different errors (RFC 6749 section 5.2).
 */
export function selectGrant(
  config: ApiConfig,
  form: TokenForm,
  client: AuthenticatedClient,
): Result<HandledGrant, OAuthProblem> {
  const clientId = client.id;
  const type = form.params.get('grant_type');
  if (type === undefined) return refused({ reason: 'parameter_missing', parameter: 'grant_type', clientId });
  const offered = offeredGrants(config);
  const grant = offered.find((each) => each.type === type);
  if (!grant)
    return refused({ reason: 'grant_type_unsupported', offered: offered.map((each) => each.type), clientId });
  const notAllowed = grantTypeProblem(client, grant);
  if (notAllowed) return refused({ reason: notAllowed, clientId });
  return ok(HANDLED[grant.type]);
}

import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { claimsAbout } from '../../openid/claims.ts';
import type { AccessRecord } from '../../store/store.ts';
import { signJwt } from '../../tokens/jwt.ts';
import { subjectFor } from '../../tokens/subject.ts';
import { challenge, presentedAccess } from '../bearer/presented-access.ts';

/**
 * The userinfo endpoint (OpenID Connect Core section 5.3): the claims that the user agreed to reveal to the
 * client.
 */
export function userinfoEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const found = await presentedAccess(api, request, 'openid_missing');
    if (!found.ok) return challenge(api, found.problem);
    return found.value.token.scopes.includes('openid')
      ? tell(api, found.value)
      : challenge(api, 'openid_missing');
  };
}

/** JSON, or a JWT for a client that registered an algorithm (Core section 5.3.2). */
async function tell(
  api: Api,
  { token, family, user, tenant, client, grant, role }: AccessRecord,
): Promise<Answer> {
  if (!client || !user || !tenant || !grant || role === null) return challenge(api, 'not_live');
  const membership = { userId: user.id, tenantId: tenant.id, tenantName: tenant.name, role };
  const claims = {
    ...(await claimsAbout(
      api,
      { user, membership },
      { scopes: token.scopes, requested: family?.context.claims?.userinfo ?? {}, agreed: grant.scopes },
    )),
    sub: subjectFor(api.keys, client, user.id),
  };
  const algorithm = api.keys.algorithms().find((each) => each === client.settings.userinfoAlgorithm);
  if (algorithm === undefined) return json(200, claims, NO_STORE);
  return {
    status: 200,
    headers: { 'content-type': 'application/jwt', ...NO_STORE },
    body: signJwt(api.keys.signing(algorithm), 'JWT', {
      ...claims,
      iss: api.address.issuer,
      aud: client.id,
    }),
  };
}

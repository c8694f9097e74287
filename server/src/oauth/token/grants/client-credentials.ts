import type { Api } from '../../../api.ts';
import { ok, refused } from '../../../lib/result.ts';
import { CLIENT_CREDENTIALS, type Client } from '../../../model/index.ts';
import { chooseScopes } from '../../../rules/scope/scope.ts';
import { accessExpiry } from '../../../rules/token/lifetimes.ts';
import { mintAccessToken } from '../../../tokens/mint.ts';
import { ownDetails } from '../../asked/details.ts';
import { resourcesFor } from '../../asked/resources.ts';
import { scopeRulesFor } from '../../asked/scope-rules.ts';
import { oauthEvent } from '../../audit/oauth-event.ts';
import { tokenAnswer } from '../token-answer.ts';
import { handleGrant } from './grant.ts';

/**
 * RFC 6749 section 4.4. "A refresh token SHOULD NOT be included" (section 4.4.3): the client can simply ask
 * again.
 */
export const clientCredentials = handleGrant(
  CLIENT_CREDENTIALS,
  async ({ api, request, client, params, resources, confirmation, useProof, used }) => {
    const now = api.clock.now();
    const details = ownDetails(api, client, params.authorization_details);
    if (!details.ok) return details;
    const rules = scopeRulesFor(api.config, client);
    const scopes = chooseScopes(params.scope, { ...rules, mayBeNone: details.value.length > 0 });
    if (!scopes.ok) return refused(scopes.problem);
    const personal = scopes.value.find((name) => api.config.scopes[name]?.aboutUser);
    if (personal !== undefined) return refused({ reason: 'scope_without_user', scope: personal });
    const audience = await resourcesFor(api, client, resources);
    if (!audience.ok) return refused({ reason: audience.problem });
    if (!(await actsForMember(api, client))) return refused({ reason: 'service_user_not_a_member' });

    const proof = await useProof();
    if (!proof.ok) return proof;

    const access = mintAccessToken(api, {
      client,
      family: null,
      userId: client.actsAsUserId,
      tenantId: client.tenantId,
      scopes: scopes.value,
      audience: audience.value,
      confirmation,
      authorizationDetails: details.value,
      now,
      expiresAt: accessExpiry(now, api.config.lifetimes),
    });
    const about = { client, tenantId: client.tenantId, userId: client.actsAsUserId, dialects: used };
    await api.store.issueAccessToken(access.record, [
      oauthEvent(api, request, 'token.issued', { ...about, detail: { scopes: scopes.value } }),
    ]);
    return ok(tokenAnswer(api, { access, confirmation, scopes: scopes.value, details: details.value, now }));
  },
);

/** A client that acts as a user may do so only while the user belongs to its tenant. */
async function actsForMember({ store }: Api, client: Client): Promise<boolean> {
  if (client.actsAsUserId === null) return true;
  if (client.tenantId === null) return false;
  return (await store.membership(client.actsAsUserId, client.tenantId)) !== null;
}

import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { type AuthenticatedClient, authenticateClient } from '../client-auth/index.ts';
import { refuse } from '../refusal.ts';
import { parseTokenForm } from '../token-form.ts';
import { occurred } from '../trail.ts';

/**
 * Token revocation (RFC 7009). `token_type_hint` is not needed: a hash is in one table or the other. A token that
 * is unknown, or another client's, is answered like one that was revoked (section 2.2), and left alone.
 */
export function revocationEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const form = await parseTokenForm(api, request);
    if (!form.ok) return refuse(api, request, form.problem);
    const client = await authenticateClient(api, request, form.value);
    if (!client.ok) return refuse(api, request, client.problem);
    const token = form.value.params.get('token');
    if (token === undefined) {
      return refuse(api, request, {
        reason: 'parameter_missing',
        about: 'token',
        clientId: client.value.id,
      });
    }
    await revoke(api, request, client.value, sha256(token));
    // RFC 7009 section 2.2: clients ignore the body; but some (simple-oauth2) take nothing that is not JSON.
    return json(200, {}, NO_STORE);
  };
}

/** A refresh token takes along everything of its family (RFC 7009 section 2.1); an access token only itself. */
async function revoke(api: Api, request: Inbound, client: AuthenticatedClient, hash: string): Promise<void> {
  const access = await api.store.accessToken(hash);
  if (access) {
    const { token, grant } = access;
    const about = { client, grant, tenantId: token.tenantId, userId: token.userId };
    const row = occurred(api, request, 'token.revoked', { ...about, detail: { token: 'access' } });
    await api.store.revokeAccessToken(hash, client.id, [row]);
    return;
  }
  const refresh = await api.store.refreshToken(hash);
  if (!refresh || refresh.family.clientId !== client.id) return;
  const { family, grant } = refresh;
  const row = occurred(api, request, 'token.revoked', { client, grant, detail: { token: 'refresh' } });
  await api.store.revokeFamily(family.id, api.clock.now(), [row]);
}

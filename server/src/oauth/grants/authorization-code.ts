import { resourcesOf } from '../../config/index.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId } from '../../lib/ids.ts';
import { ok, refused } from '../../lib/result.ts';
import type { Grant, TokenFamily } from '../../model/index.ts';
import type { RedemptionOutcome } from '../../store/store.ts';
import { mintAccessToken, mintRefreshToken } from '../../tokens/mint.ts';
import { countDialects, redirectUrisOf, waiverOf } from '../dialects/index.ts';
import type { Reason } from '../errors.ts';
import { codeProblem } from '../rules/code.ts';
import { accessExpiry, expiresIn, familyExpiry, refreshExpiry } from '../rules/lifetimes.ts';
import { narrowResources } from '../rules/resource.ts';
import { occurred } from '../trail.ts';
import { defineGrant } from './grant.ts';

/** RFC 6749 section 4.1.3, RFC 7636 section 4.5. */
export const authorizationCode = defineGrant({
  type: 'authorization_code',
  required: ['code'],
  optional: ['redirect_uri', 'code_verifier'],
  async handle(call) {
    const { api, request, client, params } = call;
    const now = api.clock.now();
    const codeHash = sha256(params.code);
    const found = await api.store.code(codeHash);
    if (!found) return refused({ reason: 'code_unknown' });
    const { code, grant } = found;
    // Without PKCE the redirect URI is what ties the code to the request it came from.
    const unrepeated =
      params.redirect_uri === undefined && code.redirectUri !== null && code.codeChallenge === null;
    const waiver = unrepeated ? waiverOf(call.dialects, 'repeated_redirect_uri', client) : null;
    const used = waiver === null ? call.used : [...call.used, waiver];
    const membership = await api.store.membership(code.userId, code.tenantId);
    const problem = codeProblem({
      code,
      grant,
      client,
      role: membership?.role ?? null,
      registered: redirectUrisOf(call.dialects, client),
      redirectUri: params.redirect_uri,
      repeatWaived: waiver !== null,
      verifier: params.code_verifier,
    });
    // Another client's code says nothing about this client's connections.
    if (problem === 'code_of_another_client') return refused({ reason: problem });
    if (problem) return refused({ reason: problem, grant });
    const audience = narrowResources(call.resources, code.audience, resourcesOf(api.address));
    if (!audience.ok) return refused({ reason: audience.problem, grant });

    const { lifetimes } = api.config;
    const refreshes = client.grantTypes.includes('refresh_token');
    const family: TokenFamily = {
      id: newId('fam'),
      clientId: client.id,
      userId: code.userId,
      tenantId: code.tenantId,
      grantId: code.grantId,
      grantVersion: code.grantVersion,
      scopes: code.scopes,
      audience: code.audience,
      mode: code.mode,
      createdAt: now,
      expiresAt: familyExpiry(now, lifetimes, refreshes),
      revokedAt: null,
    };
    const access = mintAccessToken(api, {
      client,
      family,
      userId: code.userId,
      tenantId: code.tenantId,
      scopes: code.scopes,
      audience: audience.value,
      now,
      expiresAt: accessExpiry(now, lifetimes, family.expiresAt),
    });
    const refresh = refreshes
      ? mintRefreshToken(api, {
          client,
          familyId: family.id,
          now,
          expiresAt: refreshExpiry(now, lifetimes, family.expiresAt),
        })
      : null;

    countDialects(api, waiver === null ? [] : [waiver]);
    const about = { client, grant, dialects: used };
    const outcome = await api.store.redeemCode({
      codeHash,
      now,
      family,
      access: access.record,
      refresh: refresh?.record ?? null,
      audit: [occurred(api, request, 'code.redeemed', { ...about, detail: { scopes: code.scopes } })],
      auditReplay: [occurred(api, request, 'code.replayed', { ...about, code: 'code_replayed' })],
    });
    if (outcome !== 'redeemed') return refused({ reason: REFUSED[outcome], grant });
    return ok({
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: expiresIn(now, access.record.expiresAt),
      ...(refresh ? { refresh_token: refresh.token } : {}),
      scope: code.scopes.join(' '),
      ...connection(api.config.tenant.field, grant),
    });
  },
});

const REFUSED: Record<Exclude<RedemptionOutcome, 'redeemed'>, Reason> = {
  replayed: 'code_replayed',
  expired: 'code_expired',
  revoked: 'grant_revoked',
  unknown: 'code_unknown',
};

/** What a platform needs to know about the connection it just gained; nothing for other clients. */
function connection(tenantField: string, grant: Grant): Record<string, string> {
  if (grant.connectedAccountId === null) return {};
  return { connected_account_id: grant.connectedAccountId, [tenantField]: grant.tenantId };
}

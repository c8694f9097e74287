import { isTooLenient } from '../../../config/schema/dialect-names.ts';
import { sha256 } from '../../../lib/compare.ts';
import { ok, refused } from '../../../lib/result.ts';
import { AUTHORIZATION_CODE } from '../../../model/index.ts';
import { idTokenMember, staysConnected } from '../../../openid/id-token.ts';
import { narrowResources } from '../../../rules/scope/resource.ts';
import { codeProblem } from '../../../rules/token/code.ts';
import type { RedemptionOutcome } from '../../../store/store.ts';
import { tokenDetails } from '../../asked/details.ts';
import { knownResources } from '../../asked/resources.ts';
import { oauthEvent } from '../../audit/oauth-event.ts';
import { countDialects, redirectUrisOf, waiverOf } from '../../dialects/index.ts';
import type { PlainReason } from '../../errors/problem.ts';
import { mintFamily } from '../mint-family.ts';
import { tokenAnswer } from '../token-answer.ts';
import { handleGrant } from './grant.ts';

/** RFC 6749 section 4.1.3, RFC 7636 section 4.5. */
export const authorizationCode = handleGrant(AUTHORIZATION_CODE, async (call) => {
  const { api, request, client, params } = call;
  const now = api.clock.now();
  const codeHash = sha256(params.code);
  const found = await api.store.code(codeHash);
  if (!found) return refused({ reason: 'code_unknown' });
  const { code, grant } = found;
  // Without PKCE, the redirect URI binds the code to its request.
  const unrepeated =
    params.redirect_uri === undefined && code.redirectUri !== null && code.codeChallenge === null;
  const waiver = unrepeated ? waiverOf(call.dialects, 'repeated_redirect_uri', client) : null;
  const used = waiver === null ? call.used : [...call.used, waiver];
  if (code.clientId === client.id && isTooLenient(client, used, code.tenantId)) {
    return refused({ reason: 'dialect_outside_tenant', grant });
  }
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
    confirmation: call.confirmation,
    now,
  });
  // Another client's code reveals nothing about this client's connections, so no grant is named in the log.
  if (problem === 'code_of_another_client') return refused({ reason: problem });
  if (problem) return refused({ reason: problem, grant });
  const audience = narrowResources(
    call.resources,
    code.audience,
    await knownResources(api, client, call.resources),
  );
  if (!audience.ok) return refused({ reason: audience.problem, grant });
  const granted = code.context.authorizationDetails;
  const details = tokenDetails(api, client, params.authorization_details, granted);
  if (!details.ok) return refused({ ...details.problem, grant });

  const proof = await call.useProof();
  if (!proof.ok) return refused({ ...proof.problem, grant });

  const { family, access, refresh } = mintFamily(api, {
    client,
    familyId: code.familyId,
    grant,
    grantVersion: code.grantVersion,
    scopes: code.scopes,
    audience: code.audience,
    tokenAudience: audience.value,
    mode: code.mode,
    context: code.context,
    confirmation: call.confirmation,
    authorizationDetails: details.value,
    refreshes: staysConnected(api, client, code.scopes),
    now,
  });

  const { scopes } = code;
  const order = { client, family, grant, scopes, accessToken: access.token, first: true };
  const idToken = await idTokenMember(api, order);

  countDialects(api, waiver === null ? [] : [waiver]);
  const about = { client, grant, dialects: used };
  const outcome = await api.store.redeemCode({
    codeHash,
    now,
    family,
    access: access.record,
    refresh: refresh?.record ?? null,
    audit: {
      redeemed: [oauthEvent(api, request, 'code.redeemed', { ...about, detail: { scopes: code.scopes } })],
      replayed: [oauthEvent(api, request, 'code.replayed', { ...about, code: 'code_replayed' })],
    },
  });
  if (outcome !== 'redeemed') return refused({ reason: REFUSED[outcome], grant });
  return ok(
    tokenAnswer(api, {
      access,
      confirmation: call.confirmation,
      refresh,
      scopes,
      details: details.value,
      idToken,
      connection: grant,
      now,
    }),
  );
});

const REFUSED: Record<Exclude<RedemptionOutcome, 'redeemed'>, PlainReason> = {
  replayed: 'code_replayed',
  expired: 'code_expired',
  revoked: 'grant_revoked',
  unknown: 'code_unknown',
};

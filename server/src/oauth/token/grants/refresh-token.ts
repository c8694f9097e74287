import { expandScopes } from '../../../access/scopes.ts';
import { isTooLenient } from '../../../config/schema/dialect-names.ts';
import { momentIn } from '../../../lib/dated-hash.ts';
import { momentDigits } from '../../../lib/ids.ts';
import { ok, type Result, refused } from '../../../lib/result.ts';
import { type Instant, REFRESH_TOKEN, type RefreshToken } from '../../../model/index.ts';
import { idTokenMember } from '../../../openid/id-token.ts';
import { standingProblem } from '../../../rules/grant/standing.ts';
import { narrowResources } from '../../../rules/scope/resource.ts';
import { narrowScopes, stillGranted } from '../../../rules/scope/scope.ts';
import { accessExpiry, familyEndUnder, refreshExpiry } from '../../../rules/token/lifetimes.ts';
import { familyProblem, keepsRefreshToken, repeatWithin } from '../../../rules/token/refresh.ts';
import { isExchanged } from '../../../rules/token/standing.ts';
import { type RefreshRecord, succeedingOf } from '../../../rules/token/succession.ts';
import type { RotationOutcome } from '../../../store/store.ts';
import { readToken, storedHash } from '../../../tokens/format.ts';
import { type Minted, mintAccessToken, mintSuccessor } from '../../../tokens/mint.ts';
import { tokenDetails } from '../../asked/details.ts';
import { knownResources } from '../../asked/resources.ts';
import { readsExactly } from '../../asked/scope-rules.ts';
import { oauthEvent } from '../../audit/oauth-event.ts';
import type { OAuthProblem, PlainReason } from '../../errors/problem.ts';
import { type TokenAnswer, tokenAnswer } from '../token-answer.ts';
import { type GrantCall, handleGrant } from './grant.ts';

type RefreshCall = GrantCall<typeof REFRESH_TOKEN>;

/**
 * RFC 6749 section 6, with rotation (RFC 9700 section 4.14.2). The successor is derived from the presented
 * token with a server key, so that a client that lost the answer, or asked twice at once, gets the same one
 * again.
 */
export const refreshToken = handleGrant(REFRESH_TOKEN, async (call) => {
  const { api, client } = call;
  const now = api.clock.now();
  const presented = call.params.refresh_token;
  // The checksum rejects a typo or a guess without a look-up.
  if (!readToken(presented)) return refused({ reason: 'refresh_malformed' });
  const found = await api.store.refreshToken(storedHash(presented));
  if (!found) return refused({ reason: 'refresh_unknown' });
  const { family, grant } = found;
  const familyRefused = familyProblem(family, client, call.confirmation, now);
  if (familyRefused === 'refresh_of_another_client') return refused({ reason: familyRefused });
  if (familyRefused) return refused({ reason: familyRefused, grant });
  const proof = await call.useProof();
  if (!proof.ok) return refused({ ...proof.problem, grant });
  const answer = await exchange(call, found, now);
  if (answer !== 'used meanwhile') return answer;
  // Another request was first, and so gave the successor its moment. A used token stays so, so this answers.
  const again = await api.store.refreshToken(found.refresh.hash);
  const second = again && (await exchange(call, again, now));
  return second && second !== 'used meanwhile' ? second : refused({ reason: 'refresh_unknown' });
});

/** Exchanges a token as it was read. Changes nothing if another request has exchanged it since. */
async function exchange(
  call: RefreshCall,
  found: RefreshRecord,
  now: Instant,
): Promise<Result<TokenAnswer, OAuthProblem> | 'used meanwhile'> {
  const { api, request, client, params } = call;
  const { lifetimes } = api.config;
  const { refresh, family, grant } = found;
  const presentedHash = refresh.hash;
  const ends = familyEndUnder(grant, family.expiresAt);
  const expiresAt = refreshExpiry(now, lifetimes, ends);
  const about = { client, grant, dialects: call.used };
  const successor = await successorFor(call, found, now, expiresAt);
  const presentation = {
    presentedHash,
    now,
    repeatWithin: repeatWithin(client, family, lifetimes),
  };
  const reused = [oauthEvent(api, request, 'token.reused', { ...about, code: 'refresh_reused' })];
  // Checked before the requested scope and resources: an attacker could otherwise learn from a refused scope
  // whether a token was used, and its reuse would go unnoticed.
  if (isExchanged(refresh)) {
    const successorHash = successor?.record.hash ?? null;
    const judged = await api.store.judgeRefreshToken({ ...presentation, successorHash, audit: { reused } });
    if (judged !== 'rotated' && judged !== 'repeated') return refused({ reason: REFUSED[judged], grant });
  }
  if (isTooLenient(client, call.used, family.tenantId)) {
    return refused({ reason: 'dialect_outside_tenant', grant });
  }
  const membership = await api.store.membership(family.userId, family.tenantId);
  const standing = standingProblem(grant, family.grantVersion, membership?.role ?? null, now);
  if (standing) return refused({ reason: standing, grant });

  const expand = (scopes: readonly string[]) => expandScopes(api.config.scopes, scopes);
  const left = stillGranted(family.scopes, grant.scopes, expand);
  if (left.length === 0 && family.scopes.length > 0) return refused({ reason: 'scope_withdrawn', grant });
  const scopes = narrowScopes(params.scope, left, { covered: expand(left), exact: readsExactly(api.config) });
  if (!scopes.ok) return refused({ ...scopes.problem, grant });
  const audience = narrowResources(
    call.resources,
    family.audience,
    await knownResources(api, client, call.resources),
  );
  if (!audience.ok) return refused({ reason: audience.problem, grant });
  const granted = family.context.authorizationDetails;
  const details = tokenDetails(api, client, params.authorization_details, granted);
  if (!details.ok) return refused({ ...details.problem, grant });
  const access = mintAccessToken(api, {
    client,
    family,
    userId: family.userId,
    tenantId: family.tenantId,
    scopes: scopes.value,
    audience: audience.value,
    confirmation: call.confirmation,
    authorizationDetails: details.value,
    now,
    expiresAt: accessExpiry(now, lifetimes, ends),
  });

  const detail = { scopes: scopes.value };
  const refreshed = oauthEvent(api, request, 'token.refreshed', { ...about, detail });
  const idToken = await idTokenMember(api, {
    client,
    family,
    grant,
    scopes: scopes.value,
    accessToken: access.token,
    first: false,
  });
  const answered = (refreshToken: string) =>
    ok(
      tokenAnswer(api, {
        access,
        confirmation: call.confirmation,
        refresh: { token: refreshToken },
        scopes: scopes.value,
        details: details.value,
        idToken,
        now,
      }),
    );
  // A token that was exchanged before follows the rules of succession, whatever the client's current setting.
  if (keepsRefreshToken(client, family, api.config.tokens.refresh) && !isExchanged(refresh)) {
    const kept = await api.store.keepRefreshToken({
      ...presentation,
      expiresAt,
      access: access.record,
      audit: { kept: [refreshed], reused },
    });
    if (kept !== 'kept') return refused({ reason: REFUSED[kept], grant });
    return answered(params.refresh_token);
  }
  if (!successor) return refused({ reason: 'successor_key_gone', grant });
  const outcome = await api.store.rotateRefreshToken({
    ...presentation,
    read: succeedingOf(found),
    successor: successor.record,
    access: access.record,
    audit: { rotated: [refreshed], repeated: [{ ...refreshed, kind: 'token.repeated' }], reused },
  });
  if (outcome === 'used meanwhile') return outcome;
  if (outcome !== 'rotated' && outcome !== 'repeated') return refused({ reason: REFUSED[outcome], grant });
  return answered(successor.token);
}

/**
 * Returns the successor of a token, or `undefined` if the key for it is gone. It has the moment of the exchange, which the row of a
 * used token tells; before docs/decisions/0082-a-successor-of-its-moment.md it had that of its predecessor.
 */
async function successorFor(
  { api, client, params }: RefreshCall,
  { refresh, family }: RefreshRecord,
  now: Instant,
  expiresAt: Instant,
): Promise<Minted<RefreshToken> | undefined> {
  const key = api.keys.successionById(refresh.keyId);
  if (!key) return undefined;
  const successor = (moment: string) =>
    mintSuccessor(api, {
      ...{ presented: params.refresh_token, moment, key },
      ...{ client, familyId: family.id, now, expiresAt },
    });
  const minted = successor(momentDigits(refresh.usedAt ?? now));
  if (!isExchanged(refresh) || (await api.store.refreshToken(minted.record.hash))) return minted;
  const ofBefore = successor(momentIn(refresh.hash));
  return (await api.store.refreshToken(ofBefore.record.hash)) ? ofBefore : minted;
}

const REFUSED: Record<Exclude<RotationOutcome, 'rotated' | 'repeated' | 'used meanwhile'>, PlainReason> = {
  repeated_before: 'refresh_repeated',
  reused: 'refresh_reused',
  revoked: 'refresh_revoked',
  expired: 'refresh_expired',
  unknown: 'refresh_unknown',
};

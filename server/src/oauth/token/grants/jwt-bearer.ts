import { expandScopes } from '../../../access/scopes.ts';
import type { Api } from '../../../api.ts';
import type { TrustedIssuer } from '../../../config/index.ts';
import type { Inbound } from '../../../http/inbound.ts';
import { sha256 } from '../../../lib/compare.ts';
import { newId } from '../../../lib/ids.ts';
import { ok, type Result, refused } from '../../../lib/result.ts';
import { type Grant, type Instant, JWT_BEARER, type Membership, NO_CONTEXT } from '../../../model/index.ts';
import { latestExpiry } from '../../../rules/grant/expiry.ts';
import { grantProblem } from '../../../rules/grant/standing.ts';
import { chooseScopes, narrowScopes } from '../../../rules/scope/scope.ts';
import { selectsResources } from '../../../rules/scope/selecting.ts';
import { readUserAssertion, type UserAssertion } from '../../../rules/token/user-assertion.ts';
import { resourcesFor } from '../../asked/resources.ts';
import { scopeRulesFor } from '../../asked/scope-rules.ts';
import { oauthEvent } from '../../audit/oauth-event.ts';
import type { AuthenticatedClient } from '../../client-auth/index.ts';
import { keysOf } from '../../client-keys/issuer.ts';
import { type ClientKeyProblem, verifyWithClientKeys } from '../../client-keys/verify.ts';
import { ceiling } from '../../consent/decidable.ts';
import type { OAuthProblem } from '../../errors/problem.ts';
import { mintFamily } from '../mint-family.ts';
import { tokenAnswer } from '../token-answer.ts';
import { handleGrant } from './grant.ts';

const KEY_PROBLEMS = {
  keys_unavailable: 'user_assertion_keys_unavailable',
  signature_wrong: 'user_assertion_signature',
  algorithm_not_taken: 'user_assertion_algorithm',
} as const satisfies Record<ClientKeyProblem, OAuthProblem['reason']>;

/**
 * A user's authorization, asserted by a trusted issuer (RFC 7523 section 2.1). It grants no more than the
 * user has allowed this client before, unless the API owner has decided for all users. No refresh token: the
 * client has to ask the issuer again whether the user is still valid (RFC 7521 section 4.1).
 */
export const jwtBearer = handleGrant(
  JWT_BEARER,
  async ({ api, request, client, params, resources, confirmation, useProof, used }) => {
    const now = api.clock.now();
    const assertion = readUserAssertion(params.assertion, {
      trusted: api.config.trustedIssuers,
      clientId: client.id,
      audience: api.address.issuer,
      tenantField: api.config.tenant.field,
      now,
      notBefore: api.runtime.restoredAt,
    });
    if (!assertion.ok) return refused({ reason: assertion.problem });
    const signed = await verifyWithClientKeys(api, keysOf(assertion.value.issuer), assertion.value.jws);
    if (!signed.ok) return refused({ reason: KEY_PROBLEMS[signed.problem] });
    const membership = await findMembership(api, assertion.value);
    if (!membership) return refused({ reason: 'user_assertion_subject' });
    const audience = await resourcesFor(api, client, resources);
    if (!audience.ok) return refused({ reason: audience.problem });
    const grant = await api.store.grantFor(client.id, membership.userId, membership.tenantId);
    const scopes = scopesUnder(api, client, assertion.value.issuer, grant, params.scope, now);
    if (!scopes.ok) return refused({ ...scopes.problem, ...(grant ? { grant } : {}) });

    const proof = await useProof();
    if (!proof.ok) return proof;
    // Spent only when no other check can fail.
    const { issuer, id, expiresAt } = assertion.value;
    const key = sha256(JSON.stringify([issuer.issuer, id]));
    const use = await api.store.useOnce({ purpose: 'assertion_grant', key, expiresAt });
    if (use === 'seen') return refused({ reason: 'user_assertion_replayed', ...(grant ? { grant } : {}) });

    const under = grant ?? (await consentFor(api, request, client, membership, scopes.value));
    const { family, access } = mintFamily(api, {
      client,
      grant: under,
      grantVersion: under.version,
      scopes: scopes.value,
      audience: audience.value,
      tokenAudience: audience.value,
      mode: client.mode,
      context: { ...NO_CONTEXT, selection: under.selection },
      confirmation,
      refreshes: false,
      now,
    });
    const detail = { scopes: scopes.value, assertedBy: issuer.issuer };
    const outcome = await api.store.beginFamily({
      family,
      access: access.record,
      audit: [oauthEvent(api, request, 'token.issued', { client, grant: under, detail, dialects: used })],
    });
    if (outcome === 'revoked') return refused({ reason: 'grant_revoked', grant: under });
    return ok(tokenAnswer(api, { access, confirmation, scopes: scopes.value, connection: under, now }));
  },
);

/** Returns the user's membership in the tenant that the assertion names, or their only one. */
async function findMembership({ store }: Api, assertion: UserAssertion): Promise<Membership | null> {
  const { by, value } = assertion.user;
  const user = by === 'email' ? await store.userByEmail(value) : await store.userById(value);
  if (!user) return null;
  const memberships = await store.membershipsOf(user.id);
  if (assertion.tenantId === null) return memberships.length === 1 ? (memberships[0] ?? null) : null;
  return memberships.find(({ tenantId }) => tenantId === assertion.tenantId) ?? null;
}

/**
 * Returns the scopes that an assertion grants, of those that the user has allowed. A revoked or reduced
 * authorization stays so, also for a client that needs no consent: otherwise revoking would have no effect.
 */
function scopesUnder(
  api: Api,
  client: AuthenticatedClient,
  issuer: TrustedIssuer,
  grant: Grant | null,
  asked: string | undefined,
  now: Instant,
): Result<readonly string[], OAuthProblem> {
  const rules = scopeRulesFor(api.config, client);
  const over = grant && grantProblem(grant, grant.version, now);
  if (over) return refused({ reason: over });
  if (!grant && !issuer.withoutConsent.includes(client.id)) {
    return refused({ reason: 'user_assertion_without_consent' });
  }
  if (grant) {
    const covered = expandScopes(api.config.scopes, grant.scopes);
    const within = narrowScopes(asked, grant.scopes, { covered, exact: rules.exact });
    if (!within.ok) return refused(within.problem);
  }
  const chosen = chooseScopes(asked, grant ? { ...rules, defaults: grant.scopes } : rules);
  if (!chosen.ok) return refused(chosen.problem);
  // Only the user can select the resources of a scope.
  if (!grant && selectsResources(api.config.scopes, chosen.value)) {
    return refused({ reason: 'user_assertion_without_consent' });
  }
  return chosen;
}

/**
 * The API owner has decided for this user. The user sees the authorization and can revoke it like any other.
 */
async function consentFor(
  api: Api,
  request: Inbound,
  client: AuthenticatedClient,
  membership: Membership,
  scopes: readonly string[],
): Promise<Grant> {
  const { userId, tenantId } = membership;
  const now = api.clock.now();
  return api.store.recordConsent({
    newGrantId: newId('grant'),
    newConnectedAccountId: client.kind === 'platform' ? newId('conn') : null,
    clientId: client.id,
    userId,
    tenantId,
    mode: client.mode,
    scopes,
    resources: null,
    ceiling: await ceiling(api, membership),
    expiresAt: latestExpiry(api.config.consent.expiry, now),
    now,
    audit: {
      held: [],
      allowed: [
        oauthEvent(api, request, 'authorization.granted', {
          client,
          userId,
          tenantId,
          detail: { scopes, withoutConsent: true },
        }),
      ],
    },
  });
}

import type { Api } from '../../api.ts';
import { sha256 } from '../../lib/compare.ts';
import { newSecret } from '../../lib/ids.ts';
import { ok, refused } from '../../lib/result.ts';
import type { ConnectOwn } from '../../manage/api/parts.ts';
import { includesFuture } from '../../manage/connections/selectable.ts';
import { type Client, NO_CONTEXT } from '../../model/index.ts';
import { treeOf } from '../../rules/grant/resource-tree.ts';
import { codeExpiry } from '../../rules/token/lifetimes.ts';
import type { SignedIn } from '../../signin/session.ts';
import { type Sentence, sentence } from '../../words/sentence.ts';
import { allowed } from './choose.ts';
import { choicesIn, type Decidable, findDecidable, type Obstacle } from './decidable.ts';
import { record } from './record.ts';

/**
 * Records the consent of somebody who allows their own client what it may ask for, as their own page would; where scopes select
 * resources, the first one. The code reaches the client through them.
 */
export const connectOwn: ConnectOwn = async (api, request, { client, visitor, tenant, redirectUri }) => {
  const asked = {
    client,
    scopes: scopesOf(api, client),
    ...{ details: [], dialects: [], redirectUri, page: { action: '' } },
    through: 'authorization_request' as const,
    tiedTo: `test connection ${request.requestId}`,
  };
  const decidable = await findDecidable(api, asked, visitor, tenant ?? undefined);
  if (!decidable || (tenant !== null && decidable.membership.tenantId !== tenant)) {
    return refused({ kind: 'not_a_member' });
  }
  if (decidable.obstacle) return refused({ kind: 'obstacle', detail: about(decidable, decidable.obstacle) });
  const choices = await choicesIn(api, decidable);
  const tree = treeOf(Array.isArray(choices) ? choices : [], includesFuture(api));
  // An empty container selects nothing.
  const first = [...tree.byValue.values()].find(({ things }) => things > 0);
  const choice = await allowed(api, decidable, {
    scopes: asked.scopes,
    resources: first ? [first.value] : [],
    expiry: undefined,
  });
  if (!choice.ok) return refused({ kind: 'obstacle', detail: sentence('nothingAllowed') });
  const [code, codeVerifier] = [newSecret(), newSecret()];
  const { scopes } = choice.value;
  const kept = codeFor(api, visitor, { redirectUri, codeVerifier, scopes });
  const recorded = await record(api, request, decidable, choice.value, {
    ...{ kind: 'code', pushed: null },
    code: { ...kept, hash: sha256(code) },
  });
  if (recorded.kind !== 'allowed')
    return refused({ kind: 'obstacle', detail: sentence('connectionOvertaken') });
  const { tenantId } = decidable.membership;
  const grant = await api.store.grantFor(client.id, visitor.user.id, tenantId);
  const connectedAccount = grant?.connectedAccountId ?? null;
  const { expiresAt } = kept;
  return ok({ tenant: tenantId, connectedAccount, scopes, code, codeVerifier, expiresAt });
};

/** Each of these sentences takes the same facts, or none. */
function about(
  { asked: { client }, membership: { tenantName } }: Decidable,
  { problem }: Obstacle,
): Sentence {
  return sentence(problem as 'stopped', { client: client.name, tenant: tenantName, gone: [] });
}

/** Without the scopes about the person, which belong to a sign-in. */
function scopesOf({ config }: Api, { scopes }: Client): string[] {
  return scopes.filter((name) => config.scopes[name] && !config.scopes[name].aboutUser);
}

function codeFor(
  api: Api,
  { session }: SignedIn,
  {
    redirectUri,
    codeVerifier,
    scopes,
  }: { redirectUri: string; codeVerifier: string; scopes: readonly string[] },
) {
  const issuedAt = api.clock.now();
  return {
    redirectUri,
    codeChallenge: sha256(codeVerifier),
    scopes,
    audience: [],
    context: { ...NO_CONTEXT, authenticatedAt: session.createdAt },
    issuedAt,
    expiresAt: codeExpiry(issuedAt, api.config.lifetimes),
  };
}

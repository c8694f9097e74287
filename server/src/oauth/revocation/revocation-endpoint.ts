import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { ok, type Result } from '../../lib/result.ts';
import { Budget } from '../../limits/throttle.ts';
import type { PersonalToken } from '../../model/index.ts';
import { accessExpiry } from '../../rules/token/lifetimes.ts';
import { isPresentable, personalProblem } from '../../rules/token/standing.ts';
import type { AccessRecord, RefreshRecord } from '../../store/store.ts';
import { storedHash } from '../../tokens/format.ts';
import { oauthEvent } from '../audit/oauth-event.ts';
import { type AuthenticatedClient, authenticateClient } from '../client-auth/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import { refuse } from '../errors/refuse.ts';
import { parseTokenForm, type TokenForm } from '../form/token-form.ts';

/**
 * Revocations per minute without a client. 208 random bits cannot be guessed, but each look-up has a cost.
 */
const FOUND = new Budget('found tokens', { network: 60, total: 3_000, seconds: 60 });

/**
 * Token revocation (RFC 7009) for every kind of token. A request that names a client follows section 2.1: the
 * client authenticates, and tokens of other clients are not revoked. A request without a client comes from a
 * finder of the token: possession suffices to revoke it, as it would suffice to use it
 * (docs/decisions/0032-a-leaked-token.md). An unknown token is answered like a revoked one (section 2.2).
 * `token_type_hint` is not needed.
 */
export function revocationEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const form = await parseTokenForm(api, request);
    if (!form.ok) return refuse(api, request, form.problem);
    const by = await revokingClient(api, request, form.value);
    if (!by.ok) return refuse(api, request, by.problem);
    const client = by.value;
    const token = form.value.params.get('token');
    if (token === undefined) {
      const about = { reason: 'parameter_missing', parameter: 'token' } as const;
      return refuse(api, request, client === null ? about : { ...about, clientId: client.id });
    }
    const retryAfter = client === null ? await FOUND.take(api.runtime.throttles, request.ip) : null;
    if (retryAfter !== null) return refuse(api, request, { reason: 'too_many_revocations', retryAfter });
    await revoke(api, request, client, token);
    // RFC 7009 section 2.2: clients ignore the body, but some (simple-oauth2) accept only JSON.
    return json(200, {}, NO_STORE);
  };
}

/**
 * Returns the authenticated client, or `null` if the request names none. A secret without a client is an
 * error.
 */
async function revokingClient(
  api: Api,
  request: Inbound,
  form: TokenForm,
): Promise<Result<AuthenticatedClient | null, OAuthProblem>> {
  // A client that an operator stopped may still give its tokens back.
  const client = await authenticateClient(api, request, form, true);
  if (client.ok || client.problem.reason !== 'client_not_named') return client;
  return form.params.has('client_secret') ? client : ok(null);
}

type RevokingClient = AuthenticatedClient | null;

async function revoke(api: Api, request: Inbound, client: RevokingClient, token: string): Promise<void> {
  const hash = storedHash(token);
  const access = await api.store.accessToken(hash);
  if (access) return revokeAccess(api, request, client, access);
  const refresh = await api.store.refreshToken(hash);
  if (refresh) return revokeRefresh(api, request, client, refresh);
  const personal = await api.store.personalToken(sha256(token));
  if (personal) await revokePersonal(api, request, client, personal.token);
}

/** Revoking an access token revokes only that token. */
async function revokeAccess(
  api: Api,
  request: Inbound,
  client: RevokingClient,
  record: AccessRecord,
): Promise<void> {
  const { token, grant, client: holder } = record;
  if (client && client.id !== token.clientId) return;
  const about = { client: holder, grant, tenantId: token.tenantId, userId: token.userId };
  const detail = { token: 'access', ...actorOf(client) };
  const row = oauthEvent(api, request, 'token.revoked', { ...about, detail });
  await api.store.revokeAccessToken(token.hash, token.clientId, [row]);
}

/**
 * Revoking a refresh token revokes its whole family (RFC 7009 section 2.1). If a platform revokes the one of
 * the latest consent, it gives back the connection: its own token acts on the same authorization.
 */
async function revokeRefresh(
  api: Api,
  request: Inbound,
  client: RevokingClient,
  { refresh, family, grant }: RefreshRecord,
): Promise<void> {
  const now = api.clock.now();
  const detail = { token: 'refresh', ...actorOf(client) };
  if (client === null) {
    // An exchanged token is useless, so possession of it proves nothing about its successors.
    if (!isPresentable(refresh, now)) return;
    const holder = (await api.store.client(family.clientId, now))?.client ?? null;
    const row = oauthEvent(api, request, 'token.revoked', { client: holder, grant, detail });
    await api.store.revokeFamily(family.id, now, [row]);
    return;
  }
  if (family.clientId !== client.id) return;
  const row = oauthEvent(api, request, 'token.revoked', { client, grant, detail });
  if (grant.connectedAccountId === null) {
    await api.store.revokeFamily(family.id, now, [row]);
    return;
  }
  const ended = oauthEvent(api, request, 'authorization.revoked', {
    client,
    grant,
    detail: { by: 'client' },
  });
  await api.store.giveBackConnection({
    familyId: family.id,
    now,
    // A family that outlives every access token has refresh tokens.
    refreshableBeyond: accessExpiry(now, api.config.lifetimes),
    audit: { revoked: [row], ended: [ended] },
  });
}

/** A personal access token belongs to no client, so possession is the only proof needed. */
async function revokePersonal(
  api: Api,
  request: Inbound,
  client: RevokingClient,
  token: PersonalToken,
): Promise<void> {
  const now = api.clock.now();
  if (personalProblem(token, now)) return;
  const { id, userId, tenantId, mode } = token;
  const about = { userId, tenantId, mode, clientId: client?.id ?? null };
  const detail = { tokenId: id, by: 'holder' };
  const row = auditEvent(api, request, 'personal_token.revoked', { ...about, detail });
  await api.store.revokePersonalToken({ id, userId, tenantId, now, audit: [row] });
}

/** The audit row says if only the holder of the token acted: the client that it names did nothing. */
function actorOf(client: RevokingClient): { by?: 'holder' } {
  return client === null ? { by: 'holder' } : {};
}

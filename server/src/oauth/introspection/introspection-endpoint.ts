import { expandScopes } from '../../access/scopes.ts';
import type { Api } from '../../api.ts';
import { prefers } from '../../http/accept.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import {
  actorMember,
  type Client,
  type Confirmation,
  confirmationClaim,
  detailsMember,
  isPublic,
  type PresentedGrant,
  scopeMember,
  type TokenHash,
} from '../../model/index.ts';
import { stillGranted } from '../../rules/scope/scope.ts';
import { accessProblem, isLiveRefresh } from '../../rules/token/standing.ts';
import { tokenTypeOf } from '../../rules/token/token-type.ts';
import type { AccessRecord, RefreshRecord } from '../../store/store.ts';
import { storedHash } from '../../tokens/format.ts';
import { subjectFor } from '../../tokens/subject.ts';
import { type AuthenticatedClient, authenticateClient } from '../client-auth/index.ts';
import { refuse } from '../errors/refuse.ts';
import { parseTokenForm } from '../form/token-form.ts';
import { SIGNED_INTROSPECTION, signedIntrospection } from './signed-introspection.ts';

/**
 * Token introspection (RFC 7662). A client learns about tokens issued to itself, and a resource about access
 * tokens issued for it. About any other token it learns nothing, not even whether it exists (section 2.2).
 * The answer is signed if `Accept` asks for that (RFC 9701 section 4).
 */
export function introspectionEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const form = await parseTokenForm(api, request);
    if (!form.ok) return refuse(api, request, form.problem);
    const client = await authenticateClient(api, request, form.value);
    if (!client.ok) return refuse(api, request, client.problem);
    const clientId = client.value.id;
    // RFC 7662 section 2.1: "the protected resource … MUST also require some form of authorization", or an
    // attacker could test stolen tokens.
    if (isPublic(client.value)) {
      return refuse(api, request, { reason: 'introspection_by_public_client', clientId });
    }
    const token = form.value.params.get('token');
    if (token === undefined) {
      return refuse(api, request, { reason: 'parameter_missing', parameter: 'token', clientId });
    }
    const introspection = await introspect(api, client.value, storedHash(token));
    return prefers(request.headers.accept, SIGNED_INTROSPECTION, 'application/json')
      ? signedIntrospection(api, client.value, introspection)
      : json(200, introspection, NO_STORE);
  };
}

type Introspection = { active: false } | ({ active: true } & Record<string, unknown>);

const INACTIVE: Introspection = { active: false };

async function introspect(api: Api, client: AuthenticatedClient, hash: TokenHash): Promise<Introspection> {
  const now = api.clock.now();
  const access = await api.store.accessToken(hash);
  if (access) {
    return isAbout(client, access) && accessProblem(access, now) === null
      ? describeAccess(api, client, access)
      : INACTIVE;
  }
  const refresh = await api.store.refreshToken(hash);
  if (!refresh || refresh.family.clientId !== client.id) return INACTIVE;
  const { userId, tenantId } = refresh.family;
  const membership = await api.store.membership(userId, tenantId);
  return isLiveRefresh(refresh, membership?.role ?? null, now)
    ? describeRefresh(api, client, refresh)
    : INACTIVE;
}

/** Returns whether a token was issued to a client, or for the resource that it is (RFC 7662 section 2.2). */
function isAbout({ id, mode, settings: { resourceServer } }: Client, { token }: AccessRecord): boolean {
  if (resourceServer === undefined) return token.clientId === id;
  return token.mode === mode && token.audience.includes(resourceServer);
}

function describeAccess(api: Api, asking: Client, { token, grant }: AccessRecord): Introspection {
  return {
    active: true,
    token_type: tokenTypeOf(token.confirmation),
    ...scopeMember(scopesNow(api, token.scopes, grant)),
    client_id: token.clientId,
    sub: token.userId === null ? token.clientId : subjectFor(api.keys, asking, token.userId),
    aud: token.audience.length > 0 ? token.audience : api.address.api,
    iss: api.address.issuer,
    iat: Math.floor(token.issuedAt / SECOND),
    exp: Math.floor(token.expiresAt / SECOND),
    ...(token.tenantId === null ? {} : { [api.config.tenant.field]: token.tenantId }),
    ...bound(token.confirmation),
    ...actorMember(token.actors),
    ...detailsMember(token.authorizationDetails),
    ...(grant?.connectedAccountId == null ? {} : { connected_account_id: grant.connectedAccountId }),
  };
}

/**
 * Returns a token's scopes without those that the user has since withdrawn, because resource servers rely on
 * this answer.
 */
function scopesNow(
  { config }: Api,
  held: readonly string[],
  grant: PresentedGrant | null,
): readonly string[] {
  return grant === null
    ? held
    : stillGranted(held, grant.scopes, (scopes) => expandScopes(config.scopes, scopes));
}

function describeRefresh(api: Api, asking: Client, { refresh, family, grant }: RefreshRecord): Introspection {
  return {
    active: true,
    ...scopeMember(scopesNow(api, family.scopes, grant)),
    client_id: family.clientId,
    sub: subjectFor(api.keys, asking, family.userId),
    iss: api.address.issuer,
    iat: Math.floor(refresh.issuedAt / SECOND),
    exp: Math.floor(Math.min(refresh.expiresAt, family.expiresAt) / SECOND),
    [api.config.tenant.field]: family.tenantId,
    ...bound(family.context.confirmation),
    ...detailsMember(family.context.authorizationDetails),
    ...(grant.connectedAccountId === null ? {} : { connected_account_id: grant.connectedAccountId }),
  };
}

/** RFC 9449 section 6.2, RFC 8705 section 3.2. */
function bound(confirmation: Confirmation | null): { cnf?: Record<string, string> } {
  return confirmation === null ? {} : { cnf: confirmationClaim(confirmation) };
}

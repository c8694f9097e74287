import { expandScopes } from '../../../access/scopes.ts';
import type { Api } from '../../../api.ts';
import { ok, type Result, refused } from '../../../lib/result.ts';
import {
  type AccessToken,
  type Confirmation,
  type Grant,
  TOKEN_EXCHANGE,
  type TokenFamily,
} from '../../../model/index.ts';
import { narrowResources } from '../../../rules/scope/resource.ts';
import { chooseScopes, narrowScopes, stillGranted } from '../../../rules/scope/scope.ts';
import { keyProblem } from '../../../rules/token/confirmation.ts';
import { accessExpiry } from '../../../rules/token/lifetimes.ts';
import { accessProblem } from '../../../rules/token/standing.ts';
import type { AccessRecord } from '../../../store/store.ts';
import { storedHash } from '../../../tokens/format.ts';
import { mintAccessToken } from '../../../tokens/mint.ts';
import { tokenDetails } from '../../asked/details.ts';
import { knownResources } from '../../asked/resources.ts';
import { scopeRulesFor } from '../../asked/scope-rules.ts';
import { oauthEvent } from '../../audit/oauth-event.ts';
import type { AuthenticatedClient } from '../../client-auth/index.ts';
import type { OAuthProblem, PlainReason } from '../../errors/problem.ts';
import { tokenAnswer } from '../token-answer.ts';
import { type GrantCall, handleGrant } from './grant.ts';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** The longest chain of agents. Beyond it, no one can tell who acts for whom. */
const MOST_ACTORS = 4;

type Call = GrantCall<typeof TOKEN_EXCHANGE>;

/** A valid access token of another client's user, with its authorization and family. */
interface Subject {
  token: AccessToken;
  family: TokenFamily;
  grant: Grant;
}

/**
 * Token exchange (RFC 8693): a client acts for another client's user, with fewer rights and never for longer.
 * It is always delegation: the token names the actor. It belongs to the family of the subject token, so it
 * ends with that family and with the authorization behind it.
 */
export const tokenExchange = handleGrant(TOKEN_EXCHANGE, async (call) => {
  const { api, request, client, confirmation } = call;
  const now = api.clock.now();
  const types = typeProblem(call.params);
  if (types) return refused({ reason: types });
  const subject = await findSubject(call, now);
  if (!subject.ok) return subject;
  const { token, family, grant } = subject.value;
  const actor = await findActor(call, subject.value, now);
  if (!actor.ok) return actor;
  const actors = [actor.value, ...token.actors];
  if (actors.length > MOST_ACTORS) return refused({ reason: 'actors_too_many', grant });
  const scopes = lessScope(api, client, subject.value, call.params.scope);
  if (!scopes.ok) return refused({ ...scopes.problem, grant });
  const named = call.params.audience === undefined ? [] : [call.params.audience];
  const requested = [...call.resources, ...named];
  const known = await knownResources(api, client, requested);
  const audience = narrowResources(requested, token.audience, known);
  if (!audience.ok) return refused({ reason: audience.problem, grant });
  const wanted = call.params.authorization_details;
  const details = tokenDetails(api, client, wanted, token.authorizationDetails);
  if (!details.ok) return refused({ ...details.problem, grant });

  const proof = await call.useProof();
  if (!proof.ok) return refused({ ...proof.problem, grant });

  const access = mintAccessToken(api, {
    client,
    family,
    kind: token.kind,
    userId: token.userId,
    tenantId: token.tenantId,
    scopes: scopes.value,
    audience: audience.value,
    confirmation,
    authorizationDetails: details.value,
    actors,
    now,
    expiresAt: accessExpiry(now, api.config.lifetimes, token.expiresAt),
  });
  const detail = { scopes: scopes.value, actors, exchangedFrom: token.clientId };
  await api.store.issueAccessToken(access.record, [
    oauthEvent(api, request, 'token.issued', { client, grant, detail, dialects: call.used }),
  ]);
  return ok(
    tokenAnswer(api, {
      access,
      issuedTokenType: ACCESS_TOKEN,
      confirmation,
      scopes: scopes.value,
      details: details.value,
      connection: grant,
      now,
    }),
  );
});

/** RFC 8693 section 2.1. */
function typeProblem(params: Call['params']): PlainReason | null {
  if (params.subject_token_type !== ACCESS_TOKEN) return 'subject_type_unsupported';
  const requested = params.requested_token_type ?? ACCESS_TOKEN;
  if (requested !== ACCESS_TOKEN) return 'requested_type_unsupported';
  if (params.actor_token === undefined) {
    return params.actor_token_type === undefined ? null : 'actor_type_alone';
  }
  if (params.actor_token_type === undefined) return 'actor_type_missing';
  return params.actor_token_type === ACCESS_TOKEN ? null : 'actor_type_unsupported';
}

/** Returns the subject token if it is a user's, still valid, and of a client that this one may act for. */
async function findSubject(call: Call, now: number): Promise<Result<Subject, OAuthProblem>> {
  const { api, client, params, confirmation } = call;
  const mayAct = api.config.tokenExchange?.mayAct ?? {};
  const actsFor = Object.hasOwn(mayAct, client.id) ? mayAct[client.id] : undefined;
  if (actsFor === undefined) return refused({ reason: 'exchange_not_configured' });
  const found = await api.store.accessToken(storedHash(params.subject_token));
  if (!found || accessProblem(found, now)) return refused({ reason: 'subject_unusable' });
  const { token, family, grant } = found;
  if (actsFor !== '*' && !actsFor.includes(token.clientId)) {
    return refused({ reason: 'subject_of_foreign_client' });
  }
  // A token that a client got for itself has no user whose rights could be delegated.
  if (token.kind === 'client' || token.userId === null || !family || !grant) {
    return refused({ reason: 'subject_without_user' });
  }
  if (token.mode !== client.mode) return refused({ reason: 'subject_of_other_mode' });
  if (client.tenantId !== null && client.tenantId !== token.tenantId) {
    return refused({ reason: 'subject_of_other_tenant' });
  }
  // Otherwise an attacker with a stolen bound token could exchange it for one that needs no key.
  if (isBoundElsewhere(token, confirmation)) return refused({ reason: 'subject_bound', grant });
  return ok({ token, family, grant });
}

/**
 * Returns the actor: the client itself, or the subject of its actor token (RFC 8693 section 1.1: always
 * delegation).
 */
async function findActor(
  { api, client, params, confirmation }: Call,
  { token: subject, grant }: Subject,
  now: number,
): Promise<Result<string, OAuthProblem>> {
  if (params.actor_token === undefined) return ok(client.id);
  const found = await api.store.accessToken(storedHash(params.actor_token));
  const problem = actorProblem(found, client, subject, confirmation, now);
  if (problem || !found) return refused({ reason: problem ?? 'actor_unusable', grant });
  return ok(found.token.userId ?? found.token.clientId);
}

function actorProblem(
  found: AccessRecord | null,
  client: AuthenticatedClient,
  subject: AccessToken,
  confirmation: Confirmation | null,
  now: number,
): PlainReason | null {
  if (!found || accessProblem(found, now)) return 'actor_unusable';
  const { token } = found;
  // An actor token must be the client's own: with another's token it would act in another's name.
  if (token.clientId !== client.id) return 'actor_of_other_client';
  if (token.mode !== subject.mode) return 'actor_of_other_mode';
  if (token.tenantId !== null && token.tenantId !== subject.tenantId) return 'actor_of_other_tenant';
  if (token.userId !== null && token.userId === subject.userId) return 'actor_is_subject';
  return isBoundElsewhere(token, confirmation) ? 'actor_bound' : null;
}

function isBoundElsewhere(token: AccessToken, proved: Confirmation | null): boolean {
  return keyProblem(token.confirmation, proved) !== null;
}

/** Returns the requested scopes, limited to those of the subject token and of the acting client. */
function lessScope(
  api: Api,
  client: AuthenticatedClient,
  { token, grant }: Subject,
  asked: string | undefined,
): Result<readonly string[], OAuthProblem> {
  const expand = (scopes: readonly string[]) => expandScopes(api.config.scopes, scopes);
  const left = stillGranted(token.scopes, grant.scopes, expand);
  const none = left.length === 0;
  const rules = scopeRulesFor(api.config, client);
  if (none && token.scopes.length > 0) return refused({ reason: 'scope_withdrawn' });
  const within = narrowScopes(asked, left, { covered: expand(left), exact: rules.exact });
  if (!within.ok) return refused(within.problem);
  const chosen = chooseScopes(asked, { ...rules, defaults: left, mayBeNone: none });
  if (!chosen.ok) return refused(chosen.problem);
  return chosen;
}

import type { Api } from '../../api.ts';
import { recordAnonymous } from '../../audit/anonymous.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { Budget } from '../../limits/throttle.ts';
import { isPublic, isVouchedFor } from '../../model/index.ts';
import { nonceHeader } from '../../proof/request-proof.ts';
import { keptParameters } from '../../rules/request/kept-parameters.ts';
import { oauthEvent } from '../audit/oauth-event.ts';
import { type AuthenticatedClient, authenticateClient } from '../client-auth/index.ts';
import { countDialects, type Pairs } from '../dialects/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import { refuse } from '../errors/refuse.ts';
import { parseTokenForm, type TokenForm } from '../form/token-form.ts';
import { pushRequest } from '../requests/pushed.ts';
import type { ResolvedRequest } from '../requests/resolve.ts';
import { verifiedObject } from '../requests/signed.ts';
import { proofOf, pushedKey } from '../token/proved-key.ts';
import { checkAuthorizationRequest } from './authorization-request.ts';

/** Credentials of the client, which have no place in a stored request. */
const CREDENTIALS = new Set(['client_secret', 'client_assertion', 'client_assertion_type']);

/**
 * Pushed authorization requests (RFC 9126). Everything that the authorization endpoint would refuse is
 * refused here, to the client itself, before a user sees anything.
 */
export function pushedAuthorizationEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const outcome = await push(api, request);
    if (!outcome.ok) return refuse(api, request, outcome.problem);
    const nonce = request.headers.dpop === undefined ? {} : nonceHeader(api);
    const body = { request_uri: outcome.value, expires_in: api.config.lifetimes.pushedRequest };
    return json(201, body, { ...NO_STORE, ...nonce });
  };
}

/** The budget for public clients, which anyone can pose as: each push is stored for a while. */
const PUSHES = new Budget('pushes', { network: 120, total: 3_000, seconds: 60 });

async function push(api: Api, request: Inbound): Promise<Result<string, OAuthProblem>> {
  const form = await parseTokenForm(api, request);
  if (!form.ok) return form;
  const proof = proofOf(api, request);
  if (!proof.ok) return proof;
  const authenticated = await authenticateClient(api, request, form.value);
  if (!authenticated.ok) return authenticated;
  const client = authenticated.value;
  const concerning = (problem: OAuthProblem) => refused({ clientId: client.id, ...problem });

  const resolved = await parametersIn(api, client, form.value);
  if (!resolved.ok) return concerning(resolved.problem);
  const checked = await checkAuthorizationRequest(api, client, form.value.dialects, resolved.value);
  if (!checked.ok) return concerning(checked.problem.problem);
  countDialects(api, checked.value.dialects);

  const { object } = resolved.value;
  const kept = keptParameters(resolved.value.pairs);
  if (!kept.ok) return concerning({ reason: kept.problem });
  const pairs = kept.value;
  const anybody = isPublic(client) || !isVouchedFor(client, client.tenantId);
  const retryAfter = anybody ? await PUSHES.take(api.runtime.throttles, request.ip) : null;
  if (retryAfter !== null) return concerning({ reason: 'too_many_pushes', retryAfter });
  const sentKey = pairs.find(([name]) => name === 'dpop_jkt')?.[1];
  const key = await pushedKey(api, client, proof.value, sentKey);
  if (!key.ok) return key;
  if (object) {
    const { id, expiresAt } = object;
    const use = { purpose: 'request_object', key: `${client.id} ${id}`, expiresAt } as const;
    if ((await api.store.useOnce(use)) === 'seen') return concerning({ reason: 'request_object_used' });
  }
  const bound: Pairs =
    key.value === null || sentKey !== undefined ? pairs : [...pairs, ['dpop_jkt', key.value]];
  const row = oauthEvent(api, request, 'authorization.pushed', { client });
  if (anybody) await recordAnonymous(api, row);
  return ok(await pushRequest(api, client, bound, anybody ? [] : [row]));
}

/**
 * Returns the parameters as they will be read later: those of the form, or of the request object in it (RFC
 * 9126 section 3).
 */
async function parametersIn(
  api: Api,
  client: AuthenticatedClient,
  { params }: TokenForm,
): Promise<Result<ResolvedRequest, OAuthProblem>> {
  // RFC 9126 section 2.1: "The request_uri authorization request parameter is one exception, and it MUST NOT
  // be provided".
  if (params.has('request_uri')) return refused({ reason: 'request_uri_pushed' });
  const text = params.get('request');
  if (text === undefined) {
    const own = [...params].filter(([name]) => name !== 'client_id' && !CREDENTIALS.has(name));
    const pairs: Pairs = [['client_id', client.id], ...own];
    return ok({ pairs, pushed: true, signed: false, stored: null, object: null });
  }
  const object = await verifiedObject(api, client, text);
  if (!object.ok) return object;
  return ok({ pairs: object.value.pairs, pushed: true, signed: true, stored: null, object: object.value });
}

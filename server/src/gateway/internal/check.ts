import ipaddr from 'ipaddr.js';
import type { Api } from '../../api.ts';
import { separateAt } from '../../config/addressing/protected-resource.ts';
import { askedFor } from '../../guard/agreement-headers.ts';
import type { Call, Decide } from '../../guard/decision.ts';
import { IDENTITY_HEADER, signIdentity } from '../../guard/identity.ts';
import { overridingHeader } from '../../guard/method-override.ts';
import { refusalAnswer } from '../../guard/refusal-answer.ts';
import { NOTHING_HERE } from '../../guard/refusals.ts';
import { type Answer, empty, json, NO_STORE, problem } from '../../http/answer.ts';
import { provenThumbprint } from '../../http/client-certificate.ts';
import { hostName } from '../../http/exchange.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sameSecret } from '../../lib/compare.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Agreement } from '../../model/index.ts';
import { type ForSdks, REUSE_HEADER } from '../sdk/reusable.ts';
import { RELAY_HEADER, relayedRefusal } from './relayed-refusal.ts';

const JWKS_MAX_AGE = 300;

/**
 * The internal endpoints of an API: `check`, where a proxy or an SDK asks for a decision about a call that it
 * holds, `envoy/…`, which is the same in the words of Envoy, and `jwks`, with which it verifies the identity it is
 * given.
 */
export async function checkRoute(
  api: Api,
  decide: Decide,
  endpoint: string,
  request: Inbound,
  sdks?: ForSdks,
): Promise<Answer> {
  if (endpoint.startsWith('envoy/')) return check(api, decide, asEnvoyAsks(request, endpoint.slice(5)));
  if (request.method !== 'GET' && request.method !== 'HEAD') return getOnly();
  if (endpoint === 'jwks') {
    return json(200, { keys: api.keys.published() }, { 'cache-control': `public, max-age=${JWKS_MAX_AGE}` });
  }
  return endpoint === 'check' ? check(api, decide, request, sdks) : nothing();
}

/** A stranger finds nothing: whoever could ask could try tokens without ever being seen by the API's proxy. */
async function check(api: Api, decide: Decide, request: Inbound, sdks?: ForSdks): Promise<Answer> {
  const key = single(request, 'latchkey-guard-key');
  if (key === undefined || !sameSecret(key, api.keys.guardKey())) {
    // Whoever asked learns nothing; whoever set the proxy up and reads this learns what is wrong.
    if (key !== undefined)
      api.log.warn({ api: api.config.name }, 'a decision was asked for with a wrong guard key');
    return nothing();
  }
  const call = readCall(api, request);
  if (!call.ok) return problem(400, 'invalid_request', 'Bad Request', call.problem);
  // A proxy would pass on to anybody what is for an SDK only.
  const forSdk = isAskedBySdk(api, call.value.host) && single(request, REUSE_HEADER) === '1';
  // Read before anything is read for the decision: whatever changes from here on voids it.
  const reusable = forSdk && sdks ? { reusable: sdks.changes.through } : {};
  const decision = await decide({ ...call.value, ...reusable });
  if (decision.outcome === 'deny') {
    const answer = refusalAnswer(decision.refusal);
    return single(request, RELAY_HEADER) === 'header' ? relayedRefusal(answer) : answer;
  }
  const identity = { [IDENTITY_HEADER]: signIdentity(api, call.value, decision) };
  return empty(200, { ...decision.headers, ...toldTo(decision.agreement), ...identity, ...NO_STORE });
}

/** For the proxy, to put in place of what the caller sent. */
function toldTo({ version, language }: Agreement): Record<string, string> {
  return {
    ...(version === undefined ? {} : { 'latchkey-version': version }),
    ...(language === undefined ? {} : { 'latchkey-language': language }),
  };
}

/** Envoy asks with the method, host, path and query of the call itself, the path below a prefix of ours. */
function asEnvoyAsks(request: Inbound, path: string): Inbound {
  const told = {
    'x-forwarded-method': request.method,
    'x-forwarded-host': single(request, 'host'),
    'x-forwarded-uri': request.query === '' ? path : `${path}?${request.query}`,
  };
  return { ...request, headers: { ...request.headers, ...told } };
}

/** The call as the proxy or SDK describes it. The problem is a sentence for whoever set that up. */
function readCall(api: Api, request: Inbound): Result<Call, string> {
  const method = single(request, 'x-forwarded-method');
  const host = single(request, 'x-forwarded-host');
  const uri = single(request, 'x-forwarded-uri');
  if (!method || !host || !uri) {
    return refused(
      'Send X-Forwarded-Method, X-Forwarded-Host and X-Forwarded-Uri with the call to be decided.',
    );
  }
  const ip = callerAddress(request);
  if (!ipaddr.isValid(ip)) return refused('X-Forwarded-For has to end with the IP address of the caller.');
  const mark = uri.indexOf('?');
  const { accountHeader } = api.config;
  const served = servedHost(api, hostName(host));
  const operation = operationNamed(api, served, request);
  if (!operation.ok) return operation;
  return ok({
    method,
    host: served,
    path: mark < 0 ? uri : uri.slice(0, mark),
    query: mark < 0 ? '' : uri.slice(mark + 1),
    authorization: request.headers.authorization,
    dpop: single(request, 'dpop'),
    origin: originTold(request, host),
    account: accountHeader === undefined ? undefined : single(request, accountHeader.toLowerCase()),
    certificate: provenThumbprint(api, request),
    operation: operation.value,
    override: overridingHeader(request.headers, method),
    ...askedFor(api.config, request.headers),
    ip,
    requestId: request.requestId,
  });
}

/**
 * Which operation at its address the call is, percent-encoded. Only an API that asks through the SDK has read that:
 * a proxy passes on what the client sent, who could name one that needs less.
 */
function operationNamed(api: Api, host: string, request: Inbound): Result<string | undefined, string> {
  const named = single(request, 'latchkey-operation');
  if (named === undefined || !isAskedBySdk(api, host)) return ok(undefined);
  try {
    return ok(decodeURIComponent(named));
  } catch {
    return refused('Latchkey-Operation has to be percent-encoded.');
  }
}

function isAskedBySdk(api: Api, host: string): boolean {
  return (separateAt(api, host) ?? api.config).front.kind === 'sdk';
}

/**
 * Whoever asks holds the guard key: what it added to the list itself is believed, and what stands before that only
 * where the proxies are named that wrote it.
 */
function callerAddress(request: Inbound): string {
  if (request.ip !== request.peer) return request.ip;
  return single(request, 'x-forwarded-for')?.split(',').at(-1)?.trim() ?? request.ip;
}

/** How the client addressed the call, as far as it is told; a proxy that names no scheme leaves that open. */
function originTold(request: Inbound, host: string): string | null {
  const scheme = single(request, 'x-forwarded-proto');
  return scheme === 'https' || scheme === 'http' ? `${scheme}://${host}` : null;
}

/** A proxy may know the API by its public names however it is served here. */
export function servedHost(api: Api, host: string): string {
  const { hosts } = api.address;
  if (hosts.has(host)) return host;
  return [...hosts].find(([, { publicHost }]) => publicHost === host)?.[0] ?? host;
}

export function single(request: Inbound, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

export function getOnly(): Answer {
  const allow = 'GET, HEAD';
  return problem(405, 'method_not_allowed', 'Method Not Allowed', `Use ${allow}.`, {}, { allow });
}

export function nothing(): Answer {
  return problem(404, 'not_found', 'Not Found', NOTHING_HERE);
}

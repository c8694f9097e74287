import ipaddr from 'ipaddr.js';
import type { Api, KeylessApi } from '../../api.ts';
import { separateAt } from '../../config/addressing/protected-resource.ts';
import type { Call } from '../../guard/call.ts';
import { overridingHeader } from '../../guard/identify/method-override.ts';
import { askedFor } from '../../guard/versions/agreement-headers.ts';
import { hostName } from '../../http/exchange.ts';
import type { Inbound } from '../../http/inbound.ts';
import { provenThumbprint } from '../../http/presented-certificate.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { single } from './endpoint.ts';

/** The call as the proxy or SDK describes it. The problem is a sentence for whoever set that up. */
export function toldCall(api: Api, request: Inbound): Result<Call, string> {
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

export function isAskedBySdk(api: Api, host: string): boolean {
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
export function servedHost({ address: { hosts } }: KeylessApi, host: string): string {
  if (hosts.has(host)) return host;
  return [...hosts].find(([, { publicHost }]) => publicHost === host)?.[0] ?? host;
}

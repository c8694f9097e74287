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

/**
 * Reads the call that the proxy or SDK describes. The problem is a sentence for the operator who set that up.
 */
export function describedCall(api: Api, request: Inbound): Result<Call, string> {
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
    origin: describedOrigin(request, host),
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
 * Reads which named operation of its address the call is, percent-encoded. Only an SDK may say so, since it
 * has read the body. A proxy forwards the client's headers, and a client could name an operation that needs
 * less.
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
 * Returns the caller's address. The asking proxy or SDK has the guard key, so the entry that it appended to
 * the list is believed. Earlier entries are believed only if configured proxies wrote them.
 */
function callerAddress(request: Inbound): string {
  if (request.ip !== request.peer) return request.ip;
  return single(request, 'x-forwarded-for')?.split(',').at(-1)?.trim() ?? request.ip;
}

/** Returns the origin of the call, or `null` if the proxy names no scheme. */
function describedOrigin(request: Inbound, host: string): string | null {
  const scheme = single(request, 'x-forwarded-proto');
  return scheme === 'https' || scheme === 'http' ? `${scheme}://${host}` : null;
}

/** Accepts the API's public names as well, however it is served here. */
export function servedHost({ address: { hosts } }: KeylessApi, host: string): string {
  if (hosts.has(host)) return host;
  return [...hosts].find(([, { publicHost }]) => publicHost === host)?.[0] ?? host;
}

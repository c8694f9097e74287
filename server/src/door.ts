import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { App } from './app.ts';
import { StartError } from './config/environment/start-error.ts';
import { internalRoute } from './gateway/internal/routes.ts';
import { type Answer, json, problem } from './http/answer.ts';
import { corsHeaders } from './http/cors.ts';
import { send, toInbound } from './http/exchange.ts';
import { wantBody } from './http/expectation.ts';
import type { Inbound } from './http/inbound.ts';
import { useOriginForm } from './http/request-target.ts';
import type { Logger } from './lib/logger.ts';
import { pathWithoutSecrets } from './lib/secrets-in-text.ts';
import { StoreFault } from './store/store-fault.ts';

export interface DoorOptions {
  apps: App[];
  log: Logger;
  /** `false` while draining, so that a load balancer looks elsewhere. */
  ready(): Promise<boolean>;
  /** Answers for hosts that belong to no API. */
  elsewhere?: RequestListener | undefined;
  /** In public mode only health and internal requests may come without TLS. */
  requireTls: boolean;
  /** Addresses and CIDR blocks of the proxies in front, whose word about the client is believed. */
  trustedProxies?: readonly string[];
}

/**
 * Decides which API a request is for: health on every host, internal requests by the API's name, everything
 * else by host. The last line of defence stands here too: whatever throws becomes a 500 without a detail.
 */
export function createDoor(options: DoorOptions): RequestListener {
  const { apps, log, ready, elsewhere, requireTls, trustedProxies = [] } = options;
  const byHost = appsByHost(apps);
  const byName = new Map(apps.map((app) => [app.api.config.name, app]));

  async function answer(request: IncomingMessage, response: ServerResponse, inbound: Inbound): Promise<void> {
    const ambiguous = ambiguity(request);
    if (ambiguous !== null) return send(response, unclear(ambiguous));
    if (inbound.path === '/healthz') return send(response, json(200, { status: 'ok' }));
    if (inbound.path === '/readyz') return send(response, readiness(await ready(), apps));
    const internal = internalRoute(inbound.path);
    const named = internal && byName.get(internal.api);
    if (named) {
      const cors = corsHeaders(named.api, inbound.headers.origin, '/');
      return send(response, await internal.answer(named, inbound), cors);
    }
    const app = byHost.get(inbound.host);
    if (!app && elsewhere) wantBody(request);
    if (!app) return elsewhere ? void elsewhere(request, response) : send(response, misdirected(inbound));
    if (requireTls && !inbound.secure) return send(response, tlsRequired(inbound));
    await app.handle(request, response, inbound);
  }

  return (request, response) => {
    useOriginForm(request);
    const inbound = toInbound(request, trustedProxies);
    const began = performance.now();
    response.setHeader('latchkey-request-id', inbound.requestId);
    response.on('close', () => {
      log.info({
        requestId: inbound.requestId,
        method: inbound.method,
        host: inbound.host,
        path: pathWithoutSecrets(inbound.path),
        status: response.statusCode,
        ms: Math.round(performance.now() - began),
      });
    });
    answer(request, response, inbound).catch((error: unknown) => {
      log.error({ requestId: inbound.requestId, error: describe(error) }, 'a request failed inside Latchkey');
      if (response.headersSent) response.destroy();
      else send(response, error instanceof StoreFault ? unavailable(error) : internalError(inbound));
    });
  };
}

/** Throws `StartError` when two APIs claim a host: calls meant for one would be judged by the other. */
function appsByHost(apps: App[]): Map<string, App> {
  const byHost = new Map<string, App>();
  for (const app of apps) {
    for (const host of app.api.address.hosts.keys()) {
      const other = byHost.get(host)?.api.config.name;
      if (other !== undefined) {
        throw new StartError(
          `${other} and ${app.api.config.name} both name the host ${host}: give it to one.`,
        );
      }
      byHost.set(host, app);
    }
  }
  return byHost;
}

/**
 * What in the head of a request could mean another API or path to a server behind this one than it means here,
 * as a sentence; `null` when nothing can. RFC 9112 section 3.2: none or more than one Host is refused. A target that
 * names another host than that is for proxies (section 3.2.2), and would make two hosts as well.
 */
function ambiguity({ headers, rawHeaders, httpVersion, url = '' }: IncomingMessage): string | null {
  if (!url.startsWith('/'))
    return 'The request target has to be a path that begins with a slash, or an address with the host of the Host header.';
  // Another coding would be taken off nowhere, and a misspelt one ends where the next server pleases (section 6.1).
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return 'The only transfer coding here is chunked.';
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  if (hosts > 1) return 'There is more than one Host header.';
  return hosts === 0 && httpVersion !== '1.0' ? 'There is no Host header.' : null;
}

/** What else such a caller sends on the connection is not looked at. */
function unclear(detail: string): Answer {
  return problem({ status: 400, code: 'invalid_request', detail, headers: { connection: 'close' } });
}

/** An API behind that does not answer is named and no more: another process in front of it would do no better. */
function readiness(ready: boolean, apps: App[]): Answer {
  const circuits = apps
    .map(({ api, front }) => [api.config.name, front.circuit?.() ?? 'closed'])
    .filter(([, outlook]) => outlook !== 'closed');
  return json(ready ? 200 : 503, {
    status: ready ? 'ready' : 'unavailable',
    ...(circuits.length > 0 ? { circuits: Object.fromEntries(circuits) } : {}),
  });
}

function misdirected(inbound: Inbound): Answer {
  return problem({
    status: 421,
    code: 'unknown_host',
    detail: `No API is served under ${printable(inbound.host)}.`,
  });
}

function tlsRequired(inbound: Inbound): Answer {
  // Not a redirect: whatever secret the request carried has been sent in the clear and must not seem to work.
  return problem({
    status: 400,
    code: 'tls_required',
    title: 'TLS Required',
    detail: `Use https://${printable(inbound.host)}.`,
  });
}

function internalError(inbound: Inbound): Answer {
  return problem({ status: 500, code: 'internal_error', detail: `Report request ${inbound.requestId}.` });
}

/**
 * Nothing of the request was kept, so it may be sent again as it is. For OAuth clients it carries the one error code
 * that says so, which RFC 6749 section 4.1.2.1 has for the authorization endpoint and none forbids elsewhere.
 */
function unavailable({ retryAfter }: StoreFault): Answer {
  const detail = 'The database cannot be written just now; nothing was changed. Try again shortly.';
  const forOAuth = { error: 'temporarily_unavailable', error_description: detail };
  return problem({
    status: 503,
    code: 'unavailable',
    detail,
    members: forOAuth,
    headers: {
      'retry-after': String(retryAfter),
    },
  });
}

/** An error's name, message and stack; never the objects that hang on it, which may hold a request. */
function describe(error: unknown): { name: string; message: string; stack: string | undefined } {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  // Where in Latchkey a disk was full is no news.
  return { name, message, stack: error instanceof StoreFault ? undefined : stack };
}

function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '?').slice(0, 255) || 'an empty host name';
}

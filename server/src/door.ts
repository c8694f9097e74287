import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { App } from './app.ts';
import { StartError } from './config/environment/start-error.ts';
import { internalRoute } from './gateway/internal/routes.ts';
import { type Answer, json, problem } from './http/answer.ts';
import { corsHeaders } from './http/cors.ts';
import { idOf, prepare, send, toInbound } from './http/exchange.ts';
import { wantBody } from './http/expectation.ts';
import type { Inbound } from './http/inbound.ts';
import { rawValues } from './http/raw-headers.ts';
import { useOriginForm } from './http/request-target.ts';
import { SECOND } from './lib/clock.ts';
import { type Logger, logLine } from './lib/logger.ts';
import { pathWithoutSecrets } from './lib/secrets-in-text.ts';
import { TOLD_FROM } from './nodes/database-clock.ts';
import { StoreFault } from './store/store-fault.ts';
import type { Tracing } from './tracing/tracing.ts';

export interface DoorOptions {
  apps: App[];
  log: Logger;
  /** `false` while draining, so that a load balancer uses other processes. */
  ready(): Promise<boolean>;
  /** Whether the disk of the databases is nearly full. Requests are served as before until it is full. */
  isDiskLow?(): boolean;
  /** By how many milliseconds the database's clock, by which this node goes, is ahead of the machine's. */
  time?: { readonly difference: number };
  /** Answers for hosts that belong to no API. */
  elsewhere?: RequestListener | undefined;
  /** In public mode only health and internal requests may arrive without TLS. */
  requireTls: boolean;
  /** If absent, requests are not traced. */
  tracing?: Pick<Tracing, 'request'> | undefined;
  /** Addresses and CIDR blocks of the proxies whose forwarding headers are believed. */
  trustedProxies?: readonly string[];
}

/**
 * Dispatches a request to an API: health checks on every host, internal requests by the API's name,
 * everything else by host. Any exception ends here as a 500 without details.
 */
export function createDoor(options: DoorOptions): RequestListener {
  const { apps, log, ready, elsewhere, requireTls, tracing, trustedProxies = [] } = options;
  const isDiskLow = options.isDiskLow ?? (() => false);
  const time = options.time ?? { difference: 0 };
  const byHost = appsByHost(apps);
  const byName = new Map(apps.map((app) => [app.api.config.name, app]));
  const measuresOf = (api: string) => byName.get(api)?.api.runtime.measures;

  async function answer(request: IncomingMessage, response: ServerResponse, inbound: Inbound): Promise<void> {
    const ambiguous = ambiguity(request);
    if (ambiguous !== null) return send(response, unclear(ambiguous));
    if (inbound.path === '/healthz') return send(response, json(200, { status: 'ok' }));
    if (inbound.path === '/readyz')
      return send(response, readiness(await ready(), isDiskLow(), apps, time.difference));
    const internal = internalRoute(inbound.path);
    const named = internal && byName.get(internal.api);
    if (named) {
      inbound.noted.api = named.api.config.name;
      inbound.noted.route = internal.name;
      prepare(response, { ...corsHeaders(named.api, inbound.headers.origin, '/'), ...idOf(inbound) });
      return send(response, await internal.answer(named, inbound));
    }
    const app = byHost.get(inbound.host);
    if (!app && elsewhere) {
      wantBody(request);
      response.setHeader('latchkey-request-id', inbound.requestId);
      return void elsewhere(request, response);
    }
    if (!app) return send(response, misdirected(inbound));
    if (requireTls && !inbound.secure) return send(response, tlsRequired(inbound));
    await app.handle(request, response, inbound);
  }

  return (request, response) => {
    useOriginForm(request);
    const inbound = toInbound(request, trustedProxies);
    prepare(response, idOf(inbound));
    const { traceparent } = inbound.headers;
    inbound.span = tracing?.request(
      inbound.method,
      typeof traceparent === 'string' ? traceparent : undefined,
    );
    const began = performance.now();
    response.on('close', () => {
      const ms = performance.now() - began;
      const { noted, requestId, method, host, ip } = inbound;
      if (noted.api) measuresOf(noted.api)?.answered(noted.route ?? 'none', response.statusCode, ms);
      const path = pathWithoutSecrets(inbound.path);
      const { statusCode: status } = response;
      const line = { requestId, method, host, path, status, ms: Math.round(ms), ip, ...noted };
      const { span } = inbound;
      span?.end(attributesOf(inbound, status), status >= 500);
      logLine(log, span ? { ...line, traceId: span.traceId } : line);
    });
    answer(request, response, inbound).catch((error: unknown) => {
      log.error({ requestId: inbound.requestId, error: describe(error) }, 'a request failed inside Latchkey');
      if (response.headersSent) response.destroy();
      else send(response, error instanceof StoreFault ? unavailable(error) : internalError(inbound));
    });
  };
}

/** By OpenTelemetry's names for HTTP. The path is left out: it may have ids of people in it. */
function attributesOf({ method, noted }: Inbound, status: number): Record<string, string | number> {
  const { api, route, client, operation } = noted;
  return {
    'http.request.method': method,
    'http.response.status_code': status,
    ...(route === undefined ? {} : { 'http.route': route }),
    ...(api === undefined ? {} : { 'latchkey.api': api }),
    ...(client === undefined ? {} : { 'latchkey.client': client }),
    ...(operation === undefined ? {} : { 'latchkey.operation': operation }),
  };
}

/** Throws `StartError` if two APIs have the same host: calls to one would be judged by the other. */
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
 * Returns, as a sentence, what in the head of a request could mean another API or path to the next server, or
 * `null`. RFC 9112 section 3.2: a server MUST respond with 400 to any request "that lacks a Host header
 * field" and any "that contains more than one Host header field line". A target that names another host is
 * meant for a proxy (section 3.2.2), and would amount to two hosts.
 */
function ambiguity({ headers, rawHeaders, httpVersion, url = '' }: IncomingMessage): string | null {
  if (!url.startsWith('/'))
    return 'The request target has to be a path that begins with a slash, or an address with the host of the Host header.';
  // No one would decode another coding, and a misspelt one ends where the next server decides (section 6.1).
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return 'The only transfer coding here is chunked.';
  const hosts = rawValues(rawHeaders, 'host').length;
  if (hosts > 1) return 'There is more than one Host header.';
  return hosts === 0 && httpVersion !== '1.0' ? 'There is no Host header.' : null;
}

/** Further requests on the connection of such a caller are not read. */
function unclear(detail: string): Answer {
  return problem({ status: 400, code: 'invalid_request', detail, headers: { connection: 'close' } });
}

/**
 * An upstream that does not answer is named but does not make this process unready: another process in front
 * of it would fare no better.
 */
function readiness(ready: boolean, diskLow: boolean, apps: App[], difference: number): Answer {
  const circuits = apps
    .map(({ api, front }) => [api.config.name, front.circuit?.() ?? 'closed'])
    .filter(([, outlook]) => outlook !== 'closed');
  const said = {
    status: ready ? 'ready' : 'unavailable',
    ...(diskLow ? { disk: 'low' } : {}),
    // Still ready: it goes by the database's clock.
    ...(Math.abs(difference) < TOLD_FROM ? {} : { clock: inWords(difference) }),
    ...(circuits.length > 0 ? { circuits: Object.fromEntries(circuits) } : {}),
  };
  return ready ? json(200, said) : json(503, said, { 'retry-after': '1' });
}

/** @param difference by how many milliseconds the database's clock is ahead of this machine's */
function inWords(difference: number): string {
  return `${Math.round(Math.abs(difference) / SECOND)} s ${difference > 0 ? 'behind' : 'ahead'}`;
}

function misdirected(inbound: Inbound): Answer {
  return problem({
    status: 421,
    code: 'unknown_host',
    detail: `No API is served under ${printable(inbound.host)}.`,
  });
}

function tlsRequired(inbound: Inbound): Answer {
  // Not a redirect: any secret in the request was sent in clear text and must not seem to work.
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
 * The request changed nothing, so it may be sent again as it is. OAuth clients get `temporarily_unavailable`,
 * the only error code for this, which RFC 6749 section 4.1.2.1 defines for the authorization endpoint.
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

/** Returns an error's name, message and stack, never attached objects, which may contain a request. */
function describe(error: unknown): { name: string; message: string; stack: string | undefined } {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  // The stack of a full disk is not useful.
  return { name, message, stack: error instanceof StoreFault ? undefined : stack };
}

function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '?').slice(0, 255) || 'an empty host name';
}

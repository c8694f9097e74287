import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import findMyWay, { type HTTPMethod, type HTTPVersion, type Instance } from 'find-my-way';
import type { Api } from './api.ts';
import { separateAt } from './config/addressing/protected-resource.ts';
import { dashboardRoutes } from './dashboard/routes.ts';
import { explorerRoutes } from './explorer/routes.ts';
import { createFront } from './gateway/create-front.ts';
import type { Front } from './gateway/front.ts';
import type { InternalApi } from './gateway/internal/endpoint.ts';
import { openForSdks } from './gateway/sdk/reusable.ts';
import type { Call } from './guard/call.ts';
import { createGuard } from './guard/guard.ts';
import { askedFor } from './guard/versions/agreement-headers.ts';
import { type Answer, empty, problem } from './http/answer.ts';
import { corsHeaders, preflightHeaders } from './http/cors.ts';
import { idOf, prepare, send } from './http/exchange.ts';
import { wantBody } from './http/expectation.ts';
import type { Inbound, Route } from './http/inbound.ts';
import { provenThumbprint } from './http/presented-certificate.ts';
import { CALL } from './lib/measures.ts';
import { managementRoutes } from './manage/routes.ts';
import { MANAGEMENT_PARTS } from './oauth/management-parts.ts';
import { resourceMetadata } from './oauth/metadata/resource-metadata.ts';
import { oauthRoutes } from './oauth/routes.ts';
import type { OperationTable } from './openapi/operation-table.ts';
import { lostPage } from './pages/account/lost.ts';
import { wantsPage } from './pages/message.ts';
import { spokenToVisitor } from './pages/page-api.ts';
import { pageRoutes } from './pages/routes.ts';

/** One API with its operations, ready to be served. */
export interface ServedApi {
  api: Api;
  operations: OperationTable;
  /** Replaces Latchkey at the API's own hosts: the proxy or process that asks for decisions. */
  edge?: RequestListener | undefined;
  /** The same for separate resources, by the public name of their domain. */
  edges?: Record<string, RequestListener> | undefined;
}

/** The handler of all requests for one API. */
export interface App extends InternalApi {
  front: Pick<Front, 'circuit' | 'close'>;
  handle(request: IncomingMessage, response: ServerResponse, inbound: Inbound): Promise<void>;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export async function createApp({ api, operations, edge, edges = {} }: ServedApi): Promise<App> {
  const sdks = await openForSdks(api, operations);
  const decide = createGuard(api, operations, sdks.reuseFor);
  const front = await createFront(api, decide);
  const routers = routeTable(routesOf(api, operations));
  const common = commonHeaders(api);

  /** Endpoints and pages come first; any other request on a domain is a call to the API. */
  async function handle(request: IncomingMessage, response: ServerResponse, inbound: Inbound): Promise<void> {
    const { host, path, headers } = inbound;
    const ours = { ...common, ...corsHeaders(api, headers.origin, path), ...idOf(inbound) };
    prepare(response, ours);
    inbound.noted.api = api.config.name;
    const router = routers.get(host);
    const found = router?.find(inbound.method as HTTPMethod, path);
    if (found) {
      const route = found.store as Route;
      inbound.noted.route = route.path;
      if (hasNull(inbound)) return send(response, nullCharacter());
      return send(response, await route.handle(inbound, present(found.params)));
    }
    const allowed = METHODS.filter((method) => router?.find(method, path));
    if (allowed.length > 0) {
      return send(response, isPreflight(inbound) ? preflight(inbound) : wrongMethod(inbound, allowed));
    }
    if (api.address.hosts.get(host)?.mode == null) {
      return send(
        response,
        wantsPage(inbound) ? await lostPage(await spokenToVisitor(api, inbound), inbound) : nothingHere(),
      );
    }
    const inPlace = separateAt(api, host) ? edges[api.address.hosts.get(host)?.publicHost ?? ''] : edge;
    if (inPlace) {
      response.setHeader('latchkey-request-id', inbound.requestId);
      return standIn(inPlace, request, response);
    }
    if (isPreflight(inbound) && !isAnsweredBehind(inbound, ours)) return send(response, preflight(inbound));
    inbound.noted.route = CALL;
    await front.handle(request, response, callOf(api, inbound));
  }

  /**
   * Whether the API answers preflight requests itself: its document has a public `OPTIONS` operation, and the
   * configuration has no CORS rules.
   */
  function isAnsweredBehind({ host, path }: Inbound, ours: Readonly<Record<string, string>>): boolean {
    if (api.config.corsOrigins.length > 0 || ours['access-control-allow-origin'] !== undefined) return false;
    const match = operations.match('OPTIONS', path, host);
    return match.kind === 'found' && match.operation.public;
  }

  return {
    ...{ api, operations, decide, front, sdks },
    resourceMetadata: resourceMetadata(api),
    handle,
  };
}

/** Returns every endpoint and page of an API. A request that matches none is a call to the guarded API. */
export function routesOf(api: Api, table: OperationTable): Route[] {
  const { operations, document } = table;
  return [
    ...oauthRoutes(api),
    ...pageRoutes(api, operations),
    ...managementRoutes(api, table, MANAGEMENT_PARTS),
    ...dashboardRoutes(api),
    ...explorerRoutes(api, document),
  ];
}

/** Sends `100 Continue` first, because the replacement expects to read the body as usual. */
function standIn(edge: RequestListener, request: IncomingMessage, response: ServerResponse): void {
  wantBody(request);
  edge(request, response);
}

/** The one route table: by host, then by method and path. */
function routeTable(routes: Route[]): Map<string, Instance<HTTPVersion.V1>> {
  const routers = new Map<string, Instance<HTTPVersion.V1>>();
  for (const route of routes) {
    for (const host of new Set(route.hosts)) {
      const router = routers.get(host) ?? findMyWay();
      routers.set(host, router);
      router.on(route.method === 'GET' ? ['GET', 'HEAD'] : [route.method], route.path, unused, route);
    }
  }
  return routers;
}

/** The router only finds routes; their handlers are in its `store`. */
function unused(): void {}

function callOf(api: Api, inbound: Inbound): Call {
  const header = api.config.accountHeader?.toLowerCase();
  const account = header === undefined ? undefined : inbound.headers[header];
  const { dpop } = inbound.headers;
  return {
    method: inbound.method,
    host: inbound.host,
    path: inbound.path,
    query: inbound.query,
    authorization: inbound.headers.authorization,
    dpop: Array.isArray(dpop) ? dpop.join(', ') : dpop,
    origin: null,
    account: Array.isArray(account) ? account.join(',') : account,
    certificate: provenThumbprint(api, inbound),
    ...askedFor(api.config, inbound.headers),
    ip: inbound.ip,
    secure: inbound.secure,
    requestId: inbound.requestId,
    noted: inbound.noted,
    span: inbound.span,
  };
}

function commonHeaders(api: Api): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    // A year. Only a host that is served over TLS can keep that promise.
    ...(api.address.secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

function present(parameters: Record<string, string | undefined>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of Object.keys(parameters)) {
    const value = parameters[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function isPreflight(inbound: Inbound): boolean {
  return (
    inbound.method === 'OPTIONS' &&
    inbound.headers.origin !== undefined &&
    inbound.headers['access-control-request-method'] !== undefined
  );
}

function preflight(inbound: Inbound): Answer {
  return empty(204, preflightHeaders(inbound.headers['access-control-request-headers']));
}

function wrongMethod(inbound: Inbound, allowed: string[]): Answer {
  const allow = allowed.join(', ');
  return problem({
    status: 405,
    code: 'method_not_allowed',
    detail: `${inbound.method} is not supported here; use ${allow}.`,
    headers: { allow },
  });
}

/** An address of ours is read by several decoders, and looked up in the database. One of the API behind is not ours to judge. */
function hasNull({ path, query }: Pick<Inbound, 'path' | 'query'>): boolean {
  return path.includes('%00') || query.includes('%00');
}

function nullCharacter(): Answer {
  const detail = 'The address has %00 in it, the character U+0000, which nothing here has in its name.';
  return problem({ status: 400, code: 'invalid_request', detail });
}

function nothingHere(): Answer {
  return problem({ status: 404, code: 'not_found', detail: 'There is nothing here under this address.' });
}

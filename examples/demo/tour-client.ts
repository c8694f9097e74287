import { createHash, randomBytes } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { favicon } from 'latchkey/serve';
import { apiTour, receivedAddress } from './api-tour.ts';
import { endpointsOf } from './endpoints.ts';
import { atPort } from './plant.ts';
import { receivedPage } from './received-page.ts';
import type { Receiver } from './receiver.ts';
import type { DemoConnect } from './seed.ts';
import { curlOf, type Demonstrated, type Reached, shellQuoted } from './tour.ts';
import { type Steps, startPage, TOUR_POLICY, tourPage } from './tour-page.ts';
import { type TourFiles, tourAddress } from './tour-text.ts';

/**
 * Plays the client in the browser tour, which begins at `/`: `/connect/<client id>` sends the user to the API
 * as that client would, and `/callback` receives them, with the commands that a client would run next.
 */

/** Pending connections; the oldest are dropped. */
const MOST_UNDER_WAY = 100;

interface Visit {
  from: Demonstrated;
  connect: DemoConnect;
  verifier: string;
}

export function tourClient(
  demonstrated: () => Demonstrated[],
  reached: () => Reached,
  files: TourFiles,
  receiver: Receiver,
): RequestListener {
  const visits = new Map<string, Visit>();

  function begin(clientId: string): string | null {
    for (const from of demonstrated()) {
      const connect = from.seed.connect.find(({ client }) => client === clientId);
      if (!connect) continue;
      const state = randomBytes(16).toString('base64url');
      const verifier = randomBytes(32).toString('base64url');
      visits.set(state, { from, connect, verifier });
      for (const [oldest] of visits) if (visits.size > MOST_UNDER_WAY) visits.delete(oldest);
      return authorizeUrl(from, connect, reached().port, state, verifier);
    }
    return null;
  }

  const show = (response: ServerResponse, page: string) => {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': TOUR_POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    response.end(page);
  };

  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://tour.localhost');
    const [, page = '', clientId = ''] = url.pathname.split('/');
    // Only under these names: another site could point its own name here and read the answer.
    const ours = /^(?:(?:tour\.)?localhost|127\.0\.0\.1)(?::\d+)?$/.test(request.headers.host ?? '');
    if (!ours) return nothing(response, 421, reached());
    if (page === 'webhooks' && request.method === 'POST') return receiver.listen(request, response);
    const begun = page === 'connect' ? begin(clientId) : null;
    if (begun) {
      response.writeHead(302, { location: begun, 'cache-control': 'no-store' }).end();
      return;
    }
    if (page === 'favicon.ico') {
      const { headers, body } = favicon();
      response.writeHead(200, headers).end(body);
    } else if (page === 'callback') {
      const visit = visits.get(url.searchParams.get('state') ?? '');
      const known = visit !== undefined && url.searchParams.get('iss') === visit.from.api.address.issuer;
      show(
        response,
        tourPage(url.searchParams, known ? stepsAfter(visit, url.searchParams, reached()) : null),
      );
    } else if (page === 'webhooks') {
      show(response, receivedPage(receiver.received));
    } else if (page === '') {
      const tours = demonstrated().map((each) => apiTour(each, reached()));
      show(response, startPage(reached(), tours, files));
    } else nothing(response, 404, reached());
  };
}

function nothing(response: ServerResponse, status: number, reached: Reached): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(`Nothing is served at this address. The tour begins at ${tourAddress(reached)}\n`);
}

function authorizeUrl(
  { api, seed }: Demonstrated,
  connect: DemoConnect,
  port: number,
  state: string,
  verifier: string,
): string {
  const url = new URL(api.address.endpoints.authorization);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: connect.client,
    redirect_uri: redirectUriOf({ seed }, connect, port),
    scope: connect.scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

function stepsAfter({ from, connect, verifier }: Visit, answer: URLSearchParams, reached: Reached): Steps {
  const { api, seed, secrets } = from;
  const curl = `${curlOf(reached)} -sS`;
  const client = seed.clients.find(({ id }) => id === connect.client);
  const fields: [string, string][] = [
    ['grant_type', 'authorization_code'],
    ['code', answer.get('code') ?? ''],
    ['client_id', connect.client],
    ...(client?.kind === 'public'
      ? []
      : [['client_secret', secrets.clientSecret(connect.client)] as [string, string]]),
    ['redirect_uri', redirectUriOf(from, connect, reached.port)],
    ['code_verifier', verifier],
  ];
  const data = fields.map(([name, value]) => `  -d ${shellQuoted(`${name}=${value}`)}`).join(' \\\n');
  const base = client?.mode === 'sandbox' ? sandboxOf(from) : api.address.api;
  const headers = [
    `"Authorization: Bearer ${memberOf('access_token')}"`,
    ...(client?.kind === 'platform'
      ? [`"${api.config.accountHeader}: ${memberOf('connected_account_id')}"`]
      : []),
    ...(connect.headers ?? []).map(shellQuoted),
  ];
  const { connections } = api.config.pages;
  const isTold = endpointsOf(from, reached.port).some((each) => each.client_id === connect.client);
  return {
    exchange: `connection=$(${curl} ${api.address.endpoints.token} \\\n${data}); echo "$connection"`,
    call: `${curl} ${shellQuoted(base + connect.path)} \\\n${headers.map((each) => `  -H ${each}`).join(' \\\n')}`,
    connections: { title: connections.title, url: `${api.address.origin}${connections.path}` },
    webhooks: isTold ? receivedAddress(reached) : null,
  };
}

function memberOf(name: string): string {
  return `$(node -pe 'JSON.parse(process.argv[1]).${name}' "$connection")`;
}

function sandboxOf({ api }: Demonstrated): string {
  const { protocol, port } = new URL(api.address.api);
  const [host] = [...api.address.hosts].find(([, { mode }]) => mode === 'sandbox') ?? [];
  return host === undefined ? api.address.api : `${protocol}//${host}${port && `:${port}`}`;
}

function redirectUriOf({ seed }: Pick<Demonstrated, 'seed'>, connect: DemoConnect, port: number): string {
  const client = seed.clients.find(({ id }) => id === connect.client);
  return atPort(client?.redirectUris.find((uri) => uri.includes('tour.localhost')) ?? '', port);
}

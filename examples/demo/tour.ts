import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Api } from 'latchkey/serve';
import { atPort, type DemoSecrets } from './plant.ts';
import type { DemoClient, DemoSeed, Tour } from './seed.ts';

/** How the demo is reached, and where the local CA's certificate lies in public mode. */
export interface Reached {
  port: number;
  tlsPort: number | null;
  ca: string | null;
}

export interface Demonstrated {
  api: Api;
  seed: DemoSeed;
  secrets: DemoSecrets;
}

/** A verifier for the links of this tour; a real client makes a new one for every request (RFC 7636). */
const TOUR_VERIFIER = createHash('sha256')
  .update(String(process.pid) + Date.now())
  .digest('base64url');

/** The whole tour for a program: see README, "The tour for programs". */
export function demoJson(reached: Reached, demonstrated: Demonstrated[]): unknown {
  return {
    ...reached,
    apis: Object.fromEntries(
      demonstrated.map(({ api, seed, secrets }) => [
        api.config.name,
        {
          issuer: api.address.issuer,
          authorization_endpoint: api.address.endpoints.authorization,
          token_endpoint: api.address.endpoints.token,
          api: api.address.api,
          users: seed.memberships.map(({ userId, tenantId, role }) => {
            const user = seed.users.find(({ id }) => id === userId);
            return { email: user?.email, password: user?.password, tenant: tenantId, role };
          }),
          clients: seed.clients.map((client) => ({
            name: client.name,
            kind: client.kind,
            client_id: client.id,
            ...(client.kind === 'public' ? {} : { client_secret: secrets.clientSecret(client.id) }),
            redirect_uris: client.redirectUris.map((uri) => atPort(uri, reached.port)),
            grant_types: client.grantTypes,
            scope: client.scopes.join(' '),
            ...(client.mode === 'sandbox' ? { mode: client.mode } : {}),
          })),
          tokens: seed.personalTokens.map((token) => ({
            name: token.name,
            token: tokenOf(api, secrets, seed, token.name),
            scope: token.scopes.join(' '),
            user: seed.users.find(({ id }) => id === token.userId)?.email,
            tenant: token.tenantId,
          })),
        },
      ]),
    ),
  };
}

/** Written beside and moved into place: whoever waits for the file never sees half of it. */
export async function writeWhole(file: string, content: unknown): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

export async function removeStale(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** What the terminal shows. */
export function tourText(reached: Reached, demonstrated: Demonstrated[], demoFile: string): string {
  const curl = reached.ca
    ? `curl --cacert ${reached.ca} --connect-to ::127.0.0.1:${reached.tlsPort}`
    : 'curl';
  const parts = demonstrated.map((each) => apiText(each, reached, curl));
  const address = reached.ca
    ? `over TLS on port ${reached.tlsPort}, under the real host names`
    : `on port ${reached.port}`;
  return [
    `Latchkey is up ${address}, with four APIs.\n`,
    ...parts,
    `All of it for a program: ${demoFile}`,
    'Stop with Ctrl-C; the next start finds everything as you left it.',
  ].join('\n');
}

function apiText({ api, seed, secrets }: Demonstrated, reached: Reached, curl: string): string {
  const { address, config } = api;
  const tour: Tour = {
    api: address.api,
    curl,
    authorization: address.endpoints.authorization,
    tokenEndpoint: address.endpoints.token,
    token: (name) => tokenOf(api, secrets, seed, name),
    secret: (id) => secrets.clientSecret(id),
  };
  const connect = seed.clients.find(
    ({ grantTypes, redirectUris }) =>
      grantTypes.includes('authorization_code') && redirectUris.some((uri) => uri.includes('tour.localhost')),
  );
  return [
    `── ${config.title} ${'─'.repeat(Math.max(4, 72 - config.title.length))}`,
    `   API      ${address.api}`,
    `   pages    ${address.origin}/account`,
    `   metadata ${new URL('/.well-known/oauth-authorization-server', address.origin)}`,
    '   sign in  ' +
      seed.memberships
        .slice(0, 3)
        .map(({ userId, role, tenantId }) => {
          const user = seed.users.find(({ id }) => id === userId);
          const tenant = seed.tenants.find(({ id }) => id === tenantId);
          return `${user?.email} / ${user?.password}   (${role}, ${tenant?.name})`;
        })
        .join('\n            '),
    ...(connect && !reached.ca
      ? [`\n   Connect ${connect.name}, in a browser:\n     ${authorizeLink(tour, connect, reached.port)}`]
      : []),
    ...seed.tour(tour).map(({ say, command }) => `\n   ${say}:\n     ${command}`),
    '',
  ].join('\n');
}

function authorizeLink(tour: Tour, client: DemoClient, port: number): string {
  const redirectUri = client.redirectUris.find((uri) => uri.includes('tour.localhost')) ?? '';
  const url = new URL(tour.authorization);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: atPort(redirectUri, port),
    scope: client.scopes.slice(0, 2).join(' '),
    state: client.id,
    code_challenge: createHash('sha256').update(TOUR_VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

/** The command that a client would run with the code it was sent; for the page that a tour's link ends on. */
export function exchangeCommand(
  demonstrated: Demonstrated[],
  answer: { iss: string; code: string; clientId: string },
  port: number,
): string | null {
  const found = demonstrated.find(({ api }) => api.address.issuer === answer.iss);
  const client = found?.seed.clients.find(({ id }) => id === answer.clientId);
  if (!found || !client) return null;
  const redirectUri = client.redirectUris.find((uri) => uri.includes('tour.localhost')) ?? '';
  const fields: [string, string][] = [
    ['grant_type', 'authorization_code'],
    ['code', answer.code],
    ['client_id', client.id],
    ...(client.kind === 'public'
      ? []
      : [['client_secret', found.secrets.clientSecret(client.id)] as [string, string]]),
    ['redirect_uri', atPort(redirectUri, port)],
    ['code_verifier', TOUR_VERIFIER],
  ];
  const data = fields.map(([name, value]) => `  -d ${name}='${value}'`).join(' \\\n');
  return `curl -X POST ${found.api.address.endpoints.token} \\\n${data}`;
}

function tokenOf(api: Api, secrets: DemoSecrets, seed: DemoSeed, name: string): string {
  const mode = seed.personalTokens.find((token) => token.name === name)?.mode ?? 'live';
  return secrets.token(name, api.config.tokens.prefixes.personal, mode);
}

import { rename, rm, writeFile } from 'node:fs/promises';
import type { Api } from 'latchkey/serve';
import { atPort, type DemoSecrets } from './plant.ts';
import type { DemoSeed, Tour } from './seed.ts';

/** How the demo is reached, and where the local CA's certificate lies in public mode. */
export interface Reached {
  port: number;
  tlsPort: number | null;
  ca: string | null;
}

/** `curl`, with the options that public mode needs. */
export function curlOf({ ca, tlsPort }: Reached): string {
  return ca === null ? 'curl' : `curl --cacert ${shellQuoted(ca)} --connect-to ::127.0.0.1:${tlsPort}`;
}

/** A word for a POSIX shell: as it is where nothing in it means anything to the shell. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface Demonstrated {
  api: Api;
  seed: DemoSeed;
  secrets: DemoSecrets;
}

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
          ...mcpOf(api),
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
  const names = demonstrated.map(({ api }) => api.config.title).join(', ');
  return [
    `Latchkey is up ${reached.ca ? `over TLS on port ${reached.tlsPort}, under the real host names` : `on port ${reached.port}`}: ${names}.`,
    ...(reached.ca ? ['', ...browserText(reached, demonstrated)] : []),
    '',
    ...demonstrated.map((each) => apiText(each, reached)),
    `Everything above for a program, and the rest of it: ${demoFile}`,
    'Stop with Ctrl-C; the next start finds everything as you left it.',
  ].join('\n');
}

function apiText({ api, seed, secrets }: Demonstrated, reached: Reached): string {
  const { address, config } = api;
  const tour: Tour = {
    api: address.api,
    curl: curlOf(reached),
    tokenEndpoint: address.endpoints.token,
    token: (name) => tokenOf(api, secrets, seed, name),
    secret: (id) => secrets.clientSecret(id),
  };
  const people = seed.memberships.slice(0, 3).map(({ userId, role, tenantId }) => {
    const user = seed.users.find(({ id }) => id === userId);
    const tenant = seed.tenants.find(({ id }) => id === tenantId);
    return [user?.email ?? '', user?.password ?? '', `${role}, ${tenant?.name}`];
  });
  return [
    `── ${config.title} ${'─'.repeat(Math.max(4, 72 - config.title.length))}`,
    `   API       ${address.api}`,
    ...agentText(api),
    `   account   ${address.origin}/account`,
    ...(config.explorer
      ? [
          `   explorer  ${new URL(config.pages.explorer.path, new URL(address.endpoints.authorization).origin)}`,
        ]
      : []),
    `   metadata  ${new URL('/.well-known/oauth-authorization-server', address.origin)}`,
    `   sign in   ${aligned(people).join('\n             ')}`,
    ...seed.connect.map(
      ({ client, say }) => `\n   ${say}, in a browser:\n     ${connectLink(reached, client)}`,
    ),
    ...seed.tour(tour).map(({ say, command }) => `\n   ${say}:\n     ${command}`),
    '',
  ].join('\n');
}

/** The address of the API's MCP server, for one that has such a separate resource. */
function mcpOf({ address, config }: Api): { mcp?: string } {
  const { protocol, port } = new URL(address.api);
  const [found] = Object.entries(config.domains).filter(([, { separate }]) => separate);
  if (!found) return {};
  const [host, { separate }] = found;
  return { mcp: `${protocol}//${address.hostOf(host)}${port && `:${port}`}${separate?.path ?? ''}` };
}

/** An agent finds everything else from the address: who signs people in, how to register, what to ask for. */
function agentText(api: Api): string[] {
  const { mcp } = mcpOf(api);
  if (!mcp) return [];
  const known = JSON.stringify({ mcpServers: { [api.config.name]: { type: 'http', url: mcp } } });
  return [`   agents    ${mcp}`, `             ${known}`];
}

/** The link that plays a client: it begins a connection as that client would, and the page it ends on goes on from there. */
function connectLink({ port }: Reached, clientId: string): string {
  return `http://tour.localhost:${port}/connect/${clientId}`;
}

/** A browser of its own: whatever it is asked for, it is shown what this process serves, under whatever certificate. */
function browserText(reached: Reached, demonstrated: Demonstrated[]): string[] {
  const [first] = demonstrated.flatMap(({ seed }) => seed.connect);
  return [
    '   The links below open in a throw-away browser, to which every host name is this machine:',
    `     chromium --user-data-dir="$(mktemp -d)" --ignore-certificate-errors ` +
      `--host-resolver-rules='MAP * 127.0.0.1:${reached.tlsPort}, EXCLUDE *.localhost' ` +
      connectLink(reached, first?.client ?? ''),
  ];
}

function aligned(rows: string[][]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(width(index)))
      .join('   ')
      .trimEnd(),
  );
}

function tokenOf(api: Api, secrets: DemoSecrets, seed: DemoSeed, name: string): string {
  const mode = seed.personalTokens.find((token) => token.name === name)?.mode ?? 'live';
  return secrets.token(name, api.config.tokens.prefixes.personal, mode);
}

import { rename, rm, writeFile } from 'node:fs/promises';
import type { Api } from 'latchkey/start';
import { type DemoEndpoint, endpointsOf } from './endpoints.ts';
import { managementOf, operatorOf } from './management.ts';
import { atPort, type DemoSecrets } from './plant.ts';
import type { DemoSeed } from './seed.ts';

/** The addresses of the demo, and the path of the local CA's certificate in public mode. */
export interface Reached {
  port: number;
  tlsPort: number | null;
  ca: string | null;
}

/** Returns `curl` with the options for public mode. */
export function curlOf({ ca, tlsPort }: Reached): string {
  return ca === null ? 'curl' : `curl --cacert ${shellQuoted(ca)} --connect-to ::127.0.0.1:${tlsPort}`;
}

/** Quotes a word for a POSIX shell, if it needs quotes. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface Demonstrated {
  api: Api;
  seed: DemoSeed;
  secrets: DemoSecrets;
}

/** Returns the whole tour for a program: see docs/reference/demo.md, "The tour for programs". */
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
          operators: [pickOperator(api)],
          management: managementOf(api, secrets),
          ...webhooksOf({ api, seed, secrets }, reached.port),
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

function pickOperator(api: Api) {
  const { email, password, role } = operatorOf(api);
  return { email, password, role };
}

/** Returns the webhook endpoints of an API whose receivers run beside the demo, if there are any. */
function webhooksOf(demonstrated: Demonstrated, port: number): { webhooks?: DemoEndpoint[] } {
  const webhooks = endpointsOf(demonstrated, port);
  return webhooks.length > 0 ? { webhooks } : {};
}

/**
 * Writes the file beside its place and renames it, so that a program that waits for it never reads half of
 * it. Only its owner may read it.
 */
export async function writeWhole(file: string, content: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${content}\n`, { mode: 0o600 });
  await rename(draft, file);
}

export async function removeStale(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Returns the URL of the API's MCP server, if it has one as a separate resource. */
export function mcpOf({ address, config }: Api): { mcp?: string } {
  const { protocol, port } = new URL(address.api);
  const [found] = Object.entries(config.domains).filter(([, { separate }]) => separate);
  if (!found) return {};
  const [host, { separate }] = found;
  return { mcp: `${protocol}//${address.hostOf(host)}${port && `:${port}`}${separate?.path ?? ''}` };
}

export function tokenOf(api: Api, secrets: DemoSecrets, seed: DemoSeed, name: string): string {
  const mode = seed.personalTokens.find((token) => token.name === name)?.mode ?? 'live';
  return secrets.token(name, api.config.tokens.prefixes.personal, mode);
}

import { hkdfSync } from 'node:crypto';
import type { Client } from 'latchkey';
import { clientRecord, formatToken, hashPassword, type Seed, sha256, TenantId, UserId } from 'latchkey/seed';
import type { Api } from 'latchkey/start';
import { plantEndpoints } from './endpoints.ts';
import { plantManagement } from './management.ts';
import type { DemoClient, DemoSeed } from './seed.ts';

/** The callback of the browser tour; its port is replaced with the current one. */
const TOUR_CALLBACK = /^http:\/\/tour\.localhost:\d+\//;

/**
 * The secrets of the demo, derived from the master key: the database stores only their hashes, and every
 * start can still print the whole tour.
 */
export class DemoSecrets {
  readonly #masterKey: Buffer;
  readonly #api: string;

  constructor(masterKey: Buffer, api: string) {
    this.#masterKey = masterKey;
    this.#api = api;
  }

  clientSecret(clientId: string): string {
    return this.#derive(`client ${clientId}`).toString('base64url');
  }

  token(name: string, prefix: string, mode: 'live' | 'sandbox'): string {
    return formatToken(prefix, mode, this.#derive(`token ${name}`));
  }

  /** The token of the API's owner for the management API. */
  managementToken(prefix: string): string {
    return formatToken(prefix, 'live', this.#derive('management token'));
  }

  webhookSecret(clientId: string): string {
    return `whsec_${this.#derive(`webhook ${clientId}`).toString('base64')}`;
  }

  #derive(what: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#masterKey, '', `latchkey demo ${this.#api} ${what}`, 32));
  }
}

/** Creates a demo's users, clients and tokens on the first start. Later starts only update the port. */
export async function plant(api: Api, seed: DemoSeed, secrets: DemoSecrets, port: number): Promise<void> {
  const now = api.clock.now();
  const clients = seed.clients.map((client) => asClient(client, port, now));
  const [first] = clients;
  // Hashing the passwords takes longer than all else: it is left out where the store would take nothing of them.
  const isPlanted = first !== undefined && (await api.store.client(first.id, now)) !== null;
  if (isPlanted || !(await api.store.seedOnce(await wholeSeed(api, seed, clients, secrets)))) {
    for (const { id } of clients) await followPort(api, id, port);
  }
  await plantManagement(api, secrets);
  await plantEndpoints({ api, seed, secrets }, port);
}

async function wholeSeed(api: Api, seed: DemoSeed, clients: Client[], secrets: DemoSecrets): Promise<Seed> {
  const now = api.clock.now();
  return {
    tenants: seed.tenants.map(({ id, name }) => ({ id: TenantId(id), name })),
    users: await Promise.all(
      seed.users.map(async ({ id, password, ...user }) => ({
        ...user,
        id: UserId(id),
        passwordHash: await hashPassword(password),
        createdAt: now,
      })),
    ),
    memberships: seed.memberships.map(({ tenantId, userId, role }) => ({
      tenantId: TenantId(tenantId),
      userId: UserId(userId),
      role,
    })),
    customRoles: (seed.customRoles ?? []).map((role) => ({ ...role, tenantId: TenantId(role.tenantId) })),
    clients: clients.map((client) => {
      const secret = secrets.clientSecret(client.id);
      return {
        client,
        secret:
          client.kind === 'public'
            ? null
            : {
                clientId: client.id,
                hash: sha256(secret),
                hint: secret.slice(-4),
                sealed: null,
                createdAt: now,
                expiresAt: null,
              },
      };
    }),
    personalTokens: seed.personalTokens.map((token, index) => {
      const mode = token.mode ?? 'live';
      const secret = secrets.token(token.name, api.config.tokens.prefixes.personal, mode);
      return {
        id: `pat_demo_${index + 1}`,
        hash: sha256(secret),
        name: token.name,
        hint: secret.slice(-4),
        userId: UserId(token.userId),
        tenantId: TenantId(token.tenantId),
        scopes: token.scopes,
        resources: null,
        ipAllowlist: null,
        mode,
        createdAt: now,
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
      };
    }),
    initialAccessTokens: [],
  };
}

async function followPort(api: Api, clientId: string, port: number): Promise<void> {
  const found = await api.store.client(clientId, api.clock.now());
  if (!found) return;
  const redirectUris = found.client.redirectUris.map((uri) => atPort(uri, port));
  if (redirectUris.join() === found.client.redirectUris.join()) return;
  await api.store.updateClient({ ...found.client, redirectUris }, []);
}

function asClient(client: DemoClient, port: number, now: number): Client {
  return clientRecord({
    id: client.id,
    name: client.name,
    kind: client.kind,
    mode: client.mode ?? 'live',
    redirectUris: client.redirectUris.map((uri) => atPort(uri, port)),
    grantTypes: client.grantTypes,
    scopes: client.scopes,
    authMethod: client.kind === 'public' ? 'none' : null,
    ownerUserId: client.ownerUserId === undefined ? null : UserId(client.ownerUserId),
    tenantId: client.tenantId === undefined ? null : TenantId(client.tenantId),
    actsAsUserId: client.actsAsUserId === undefined ? null : UserId(client.actsAsUserId),
    origin: 'seed',
    createdAt: now,
  });
}

/** Returns a redirect URI of the tour with the current port. */
export function atPort(uri: string, port: number): string {
  return TOUR_CALLBACK.test(uri) ? uri.replace(/:\d+\//, `:${port}/`) : uri;
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Api } from '../../../server/src/api.ts';
import { type ApiDefinition, defineApi, sdk } from '../../../server/src/config/index.ts';
import { openListener, startLatchkey } from '../../../server/src/main.ts';
import {
  type AccessToken,
  type AuditEvent,
  type AuditKind,
  type Client,
  ClientId,
  ConnectedAccountId,
  clientRecord,
  type Grant,
  GrantId,
  NO_CONTEXT,
  TenantId,
  UserId,
} from '../../../server/src/model/index.ts';
import { newToken, sha256 } from '../../../server/src/seed.ts';
import { createLogger } from '../../../server/src/serve.ts';

const read = [{ oauth2: ['read'] }];
const done = { responses: { 200: { description: 'Done.' } } };
const get = (rest: object) => ({ get: { security: read, ...done, ...rest } });

const openapi = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  components: { securitySchemes: { oauth2: { type: 'oauth2', flows: {} } } },
  paths: {
    '/open': get({ security: [] }),
    '/maybe': get({ security: [...read, {}] }),
    '/things': get({ operationId: 'listThings', 'x-latchkey-permission': 'thing.read' }),
    '/things/{id}': get({ operationId: 'readThing', 'x-latchkey-permission': 'thing.read' }),
    '/things/export': get({ operationId: 'exportThings', 'x-latchkey-permission': 'thing.export' }),
    '/projects/{project_id}': get({
      operationId: 'readProject',
      'x-latchkey-resource': ['project:{project_id}'],
    }),
    '/rpc': get({
      'x-latchkey-operations': {
        look: { security: read, 'x-latchkey-permission': 'thing.read' },
        take: { security: read, 'x-latchkey-permission': 'thing.export' },
      },
    }),
    '/ping': get({ operationId: 'ping', 'x-latchkey-tenant': false }),
  },
};

const definition: ApiDefinition = {
  name: 'things',
  title: 'Things',
  issuer: 'https://auth.things.example',
  endpoints: {
    authorization: 'https://auth.things.example/authorize',
    token: 'https://auth.things.example/token',
  },
  domains: { 'api.things.example': {} },
  tenant: { word: 'business', field: 'business_id' },
  openapi: './openapi.yaml',
  front: sdk(),
  accountHeader: 'Things-Account',
  scopes: { read: 'See things', write: 'Change things' },
  roles: {
    agent: { title: 'Agent', permissions: ['thing.read'] },
    clerk: { title: 'Clerk', permissions: [] },
    owner: { title: 'Owner', permissions: ['*'] },
  },
};

function client(id: string, kind: Client['kind'], createdAt: number): Client {
  return clientRecord({
    id,
    kind,
    name: id,
    mode: 'live',
    redirectUris: ['https://client.example/callback'],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    scopes: ['read', 'write'],
    origin: 'seed',
    createdAt,
  });
}

export interface World {
  api: Api;
  url: string;
  key: string;
  /** `Host` of the API as served. */
  host: string;
  port: number;
  /** Requests to Latchkey so far, by the last segment of their paths. */
  asked(endpoint: string): number;
  /** Ends every connection that is open now. */
  cut(): void;
  close(): Promise<void>;
}

/** The folder and key of an API that may be started again, and in another process. */
export interface Place {
  folder: string;
  masterKey: Buffer;
  remove(): Promise<void>;
}

export async function newPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-local-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  await writeFile(join(folder, 'openapi.yaml'), JSON.stringify(openapi));
  return { folder, masterKey: randomBytes(32), remove };
}

/** A world for as long as the test runs. */
export async function worldFor(t: TestContext, change: Partial<ApiDefinition> = {}): Promise<World> {
  const place = await newPlace();
  const world = await startWorld(place, change);
  t.after(async () => {
    await world.close();
    await place.remove();
  });
  return world;
}

/** The real server with two customers, three people and two clients. */
export async function startWorld(
  { folder, masterKey }: Pick<Place, 'folder' | 'masterKey'>,
  change: Partial<ApiDefinition> = {},
  port = 0,
): Promise<World> {
  const config = defineApi({ ...definition, ...change });
  if (config.front.kind !== 'sdk') {
    // A proxy cannot tell which of several operations at one address a call is.
    const { '/rpc': _rpc, ...paths } = openapi.paths;
    await writeFile(join(folder, 'openapi.yaml'), JSON.stringify({ ...openapi, paths }));
  }
  const listener = await openListener('127.0.0.1', port);
  const counts = new Map<string, number>();
  const sockets = new Set<{ destroy(): void }>();
  const running = await startLatchkey({
    apis: [{ config, file: join(folder, 'latchkey.config.ts') }],
    dataDir: folder,
    masterKey,
    listener: {
      ...listener,
      serve: (handler) =>
        listener.serve((request, response) => {
          const endpoint = request.url?.split('/').at(-1) ?? '';
          counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
          if (!sockets.has(request.socket)) {
            sockets.add(request.socket);
            request.socket.on('close', () => sockets.delete(request.socket));
          }
          handler(request, response);
        }),
    },
    hosts: 'localhost',
    log: createLogger({ level: 'silent' }),
    async prepare(api) {
      await api.store.seedOnce(seed(Date.now()));
    },
  });
  const api = running.apis.get('things');
  if (!api) throw new Error('Latchkey runs without the API of this test.');
  return {
    api,
    url: `http://127.0.0.1:${listener.port}/.latchkey/things`,
    key: api.keys.guardKey(),
    host: new URL(api.address.api).host,
    port: listener.port,
    asked: (endpoint) => counts.get(endpoint) ?? 0,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    close: () => running.close(),
  };
}

function seed(now: number) {
  const user = (id: string, name: string) => ({
    id: UserId(id),
    email: `${name.toLowerCase()}@example.com`,
    name,
    passwordHash: null,
    createdAt: now,
  });
  return {
    tenants: [
      { id: TenantId('biz_1'), name: 'Alder' },
      { id: TenantId('biz_2'), name: 'Birch' },
    ],
    users: [user('usr_1', 'Mia'), user('usr_2', 'Ole'), user('usr_3', 'Pia')],
    memberships: [
      { tenantId: TenantId('biz_1'), userId: UserId('usr_1'), role: 'agent' },
      { tenantId: TenantId('biz_2'), userId: UserId('usr_2'), role: 'owner' },
      { tenantId: TenantId('biz_1'), userId: UserId('usr_3'), role: 'special' },
    ],
    customRoles: [
      { tenantId: TenantId('biz_1'), name: 'special', title: 'Special', permissions: ['thing.read'] },
    ],
    clients: [
      client('app', 'confidential', now),
      client('spare', 'confidential', now),
      client('platform', 'platform', now),
    ].map((each) => ({
      client: each,
      secret: null,
    })),
    personalTokens: [],
    initialAccessTokens: [],
  };
}

/** A consent of the user's, and a token under it. */
export async function connect(
  { store, config }: Api,
  over: Partial<AccessToken> & { resources?: Grant['resources'] } = {},
): Promise<{ token: string; hash: string; grant: Grant }> {
  const { resources = null, ...rest } = over;
  const clientId = over.clientId ?? ClientId('app');
  const isPlatform = clientId === 'platform';
  const who = {
    clientId,
    userId: over.userId ?? UserId('usr_1'),
    tenantId: over.tenantId ?? TenantId('biz_1'),
    mode: 'live' as const,
  };
  const now = Date.now();
  const scopes = ['read', 'write'];
  // Begins afresh, whatever an earlier test did.
  const earlier = await store.grantFor(clientId, who.userId, who.tenantId);
  if (earlier) await store.withdrawGrant({ grantId: earlier.id, tenantId: who.tenantId, now, audit: [] });
  const grant = await store.recordConsent({
    ...who,
    newGrantId: GrantId(`grt_${randomBytes(6).toString('hex')}`),
    newConnectedAccountId: isPlatform ? ConnectedAccountId(`conn_${randomBytes(6).toString('hex')}`) : null,
    scopes,
    resources,
    ceiling: null,
    now,
    audit: { allowed: [], held: [] },
  });
  const { prefixes } = config.tokens;
  const token = newToken(isPlatform ? prefixes.connectedAccess : prefixes.access, 'live');
  const issued = { ...who, grantId: grant.id, grantVersion: grant.version, scopes, audience: [] };
  const familyId = `fam_${randomBytes(6).toString('hex')}`;
  const hour = 3_600_000;
  await store.beginFamily({
    family: {
      ...issued,
      id: familyId,
      context: NO_CONTEXT,
      createdAt: now,
      expiresAt: now + 24 * hour,
      revokedAt: null,
    },
    access: {
      ...issued,
      hash: sha256(token),
      kind: isPlatform ? 'connected' : 'plain',
      familyId,
      confirmation: null,
      authorizationDetails: [],
      actors: [],
      issuedAt: now,
      expiresAt: now + hour,
      ...rest,
    },
    audit: [],
  });
  return { token, hash: sha256(token), grant };
}

/** A row as the verb that is tried would write it. */
export function row(kind: AuditKind, over: Partial<AuditEvent> = {}): AuditEvent {
  return {
    kind,
    at: Date.now(),
    tenantId: null,
    userId: null,
    clientId: null,
    connectedAccountId: null,
    grantId: null,
    mode: null,
    outcome: 'allowed',
    code: null,
    ip: null,
    requestId: null,
    detail: {},
    ...over,
  };
}

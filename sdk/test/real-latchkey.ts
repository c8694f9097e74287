import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type ApiDefinition, defineApi } from '../../server/src/config/index.ts';
import { openListener, startLatchkey } from '../../server/src/main.ts';
import { TenantId, UserId } from '../../server/src/model/index.ts';
import { newToken, sha256 } from '../../server/src/seed.ts';
import { createLogger } from '../../server/src/serve.ts';

export interface RealLatchkey {
  /** Where Latchkey answers for the API. */
  url: string;
  key: string;
  /** `Host` of the API as served. */
  host: string;
  origin: string;
  /** A token of Mia's with the scope `read`. */
  token: string;
  /** Returns the recorded calls, newest first: operation, or the reason of the refusal. */
  recorded(): Promise<{ code: string | null; operation: unknown }[]>;
}

const operation = (security: unknown, rest: object = {}) => ({
  security,
  responses: { 200: { description: 'Done.' } },
  ...rest,
});

const openapi = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  components: {
    securitySchemes: {
      oauth2: {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://auth.things.example/authorize',
            tokenUrl: 'https://auth.things.example/token',
            scopes: { read: 'See things', write: 'Change things' },
          },
        },
      },
    },
  },
  paths: {
    '/open': { get: operation([]) },
    '/things': {
      get: operation([{ oauth2: ['read'] }], {
        operationId: 'listThings',
        'x-latchkey-permission': 'thing.read',
      }),
      post: operation([{ oauth2: ['write'] }]),
    },
    '/things/{id}': {
      delete: operation([{ oauth2: ['read'] }], { 'x-latchkey-permission': 'thing.delete' }),
    },
  },
};

/** One address for calls of many kinds; only behind the SDK can it be known of which. */
const rpc = {
  '/rpc': {
    get: operation([{ oauth2: [] }]),
    post: operation([{ oauth2: [] }], {
      operationId: 'rpc',
      'x-latchkey-operations': {
        look: operation([{ oauth2: ['read'] }], { 'x-latchkey-permission': 'thing.read' }),
        change: operation([{ oauth2: ['read', 'write'] }]),
        'drop ü': operation([{ oauth2: ['read'] }], { 'x-latchkey-permission': 'thing.delete' }),
      },
    }),
  },
};

/** The real server with one API, one person and one token, for as long as the test runs. */
export async function startRealLatchkey(
  t: TestContext,
  front: ApiDefinition['front'],
): Promise<RealLatchkey> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sdk-test-'));
  const paths = { ...openapi.paths, ...(front.kind === 'sdk' ? rpc : {}) };
  await writeFile(join(folder, 'openapi.yaml'), JSON.stringify({ ...openapi, paths }));
  const config = defineApi({
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
    front,
    scopes: { read: 'See things', write: 'Change things' },
    roles: {
      agent: { title: 'Agent', permissions: ['thing.read'] },
      owner: { title: 'Owner', permissions: ['*'] },
    },
  });
  const token = newToken(config.tokens.prefixes.personal, 'live');
  const now = Date.now();
  const listener = await openListener('127.0.0.1', 0);
  t.after(() => listener.close());
  const running = await startLatchkey({
    apis: [{ config, file: join(folder, 'latchkey.config.ts') }],
    dataDir: folder,
    masterKey: randomBytes(32),
    listener,
    hosts: 'localhost',
    log: createLogger({ level: 'silent' }),
    async prepare(api) {
      await api.store.seedOnce({
        tenants: [{ id: TenantId('biz_1'), name: 'Müller & Søn' }],
        users: [
          { id: UserId('usr_1'), email: 'mia@example.com', name: 'Mia', passwordHash: null, createdAt: now },
        ],
        memberships: [{ tenantId: TenantId('biz_1'), userId: UserId('usr_1'), role: 'agent' }],
        customRoles: [],
        clients: [],
        personalTokens: [
          {
            id: 'ptk_1',
            hash: sha256(token),
            name: 'Script',
            hint: token.slice(-4),
            userId: UserId('usr_1'),
            tenantId: TenantId('biz_1'),
            scopes: ['read'],
            resources: null,
            ipAllowlist: null,
            mode: 'live',
            createdAt: now,
            expiresAt: null,
            lastUsedAt: null,
            revokedAt: null,
          },
        ],
        initialAccessTokens: [],
      });
    },
  });
  t.after(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });
  const api = running.apis.get('things');
  if (!api) throw new Error('Latchkey runs without the API of this test.');
  return {
    url: `http://127.0.0.1:${listener.port}/.latchkey/things`,
    key: api.keys.guardKey(),
    host: new URL(api.address.api).host,
    origin: `http://127.0.0.1:${listener.port}`,
    token,
    async recorded() {
      const rows = await api.store.auditTrail({ kind: 'api.called', limit: 100 });
      return rows.map(({ code, detail }) => ({ code, operation: detail.operation }));
    },
  };
}

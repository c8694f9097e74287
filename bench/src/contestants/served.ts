import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tenant, User } from 'latchkey';
import type { ApiConfig } from 'latchkey/config';
import { clientRecord, GrantId, sha256, TenantId, UserId } from 'latchkey/seed';
import { createLogger, StartError } from 'latchkey/serve';
import { type Api, openListener, startLatchkey } from 'latchkey/start';
import { readDatabase } from '../../../server/src/config/environment/database.ts';
import { readRedis } from '../../../server/src/config/environment/redis.ts';
import { NO_CONTEXT } from '../../../server/src/model/index.ts';
import { CLIENT } from '../scenarios.ts';

const now = Date.now();
const tenant: Tenant = { id: TenantId('biz_1'), name: 'Bench Ltd' };
/** One, unless it is measured how the requests of several meet: each has a grant of its own. */
const users = Array.from({ length: Number(process.env.USERS ?? 1) }, (_, at): User => {
  const id = UserId(`usr_${at + 1}`);
  return { id, email: `${id}@bench.example`, name: 'Mia', passwordHash: null, createdAt: now };
});
const user = users[0] as User;
const client = clientRecord({
  id: CLIENT.id,
  name: 'Bench client',
  kind: 'confidential',
  mode: 'live',
  redirectUris: [CLIENT.redirectUri],
  grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
  scopes: CLIENT.scope.split(' '),
  authMethod: 'client_secret_basic',
  ownerUserId: user.id,
  tenantId: tenant.id,
  origin: 'seed',
  createdAt: now,
});

async function seed(api: Api): Promise<void> {
  await api.store.seedOnce({
    tenants: [tenant],
    users,
    memberships: users.map(({ id }) => ({ tenantId: tenant.id, userId: id, role: 'agent' })),
    customRoles: [],
    clients: [
      {
        client,
        secret: {
          clientId: client.id,
          hash: sha256(CLIENT.secret),
          hint: CLIENT.secret.slice(-4),
          sealed: null,
          createdAt: now,
          expiresAt: null,
        },
      },
    ],
    personalTokens: [],
    initialAccessTokens: [],
  });
}

let codesMade = 0;

/** Approves as the consent page does, once for each code, for one user after the other. */
async function makeCode(api: Api): Promise<string> {
  const { id: userId } = users[codesMade++ % users.length] ?? user;
  const code = randomBytes(32).toString('base64url');
  const issuedAt = Date.now();
  const common = { clientId: client.id, userId, tenantId: tenant.id, mode: client.mode };
  await api.store.approve({
    ...common,
    newGrantId: GrantId(`grt_${userId}`),
    newConnectedAccountId: null,
    scopes: client.scopes,
    resources: null,
    ceiling: null,
    now: issuedAt,
    pushed: null,
    code: {
      ...common,
      hash: sha256(code),
      redirectUri: CLIENT.redirectUri,
      codeChallenge: sha256(CLIENT.verifier),
      scopes: client.scopes,
      audience: [],
      context: NO_CONTEXT,
      issuedAt,
      expiresAt: issuedAt + 600_000,
    },
    audit: { allowed: [], held: [] },
  });
  return code;
}

export async function makeCodes(api: Api, count: number): Promise<string[]> {
  // All are of one grant: on PostgreSQL they would collide with each other, and on SQLite those of a turn share a commit.
  const atOnce = process.env.LATCHKEY_DATABASE_URL ? 1 : 1_000;
  const codes: string[] = [];
  while (codes.length < count) {
    const some = Math.min(atOnce, count - codes.length);
    codes.push(...(await Promise.all(Array.from({ length: some }, () => makeCode(api)))));
  }
  return codes;
}

export interface Served {
  api: Api;
  port: number;
  close(): Promise<void>;
}

/** The configuration's file; paths in a configuration begin there. */
export const CONFIG_FILE = fileURLToPath(new URL('./latchkey.config.ts', import.meta.url));

/** Starts Latchkey as `main.ts` does, with log, audit and limits, with one client, user and tenant. */
export async function serveLatchkey(config: ApiConfig, folder: string): Promise<Served> {
  const listener = await openListener('127.0.0.1', 0);
  const running = await startLatchkey({
    apis: [{ config, file: CONFIG_FILE }],
    dataDir: folder,
    database: readDatabase(process.env),
    redis: readRedis(process.env),
    // Named where a backup is made beside it.
    masterKey: process.env.LATCHKEY_MASTER_KEY
      ? Buffer.from(process.env.LATCHKEY_MASTER_KEY, 'base64url')
      : randomBytes(32),
    listener,
    hosts: 'localhost',
    log: createLogger({ level: 'info', file: join(folder, 'latchkey.log') }),
    prepare: seed,
  });
  const api = running.apis.get(config.name);
  if (!api) throw new StartError('Latchkey runs without the API that is measured.');
  return { api, port: listener.port, close: () => running.close() };
}

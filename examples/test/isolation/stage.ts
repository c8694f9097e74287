import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type ApiConfig, addressOf } from 'latchkey/config';
import { TenantId, UserId } from 'latchkey/seed';
import type { Api } from '../../../server/src/api.ts';
import type { Decide } from '../../../server/src/guard/decision.ts';
import { createGuard } from '../../../server/src/guard/guard.ts';
import type { Clock } from '../../../server/src/lib/clock.ts';
import { createLogger } from '../../../server/src/lib/logger.ts';
import { type Client, clientRecord, type Mode, type Operation } from '../../../server/src/model/index.ts';
import { loadOperations } from '../../../server/src/openapi/operation-table.ts';
import { newRuntime } from '../../../server/src/runtime.ts';
import type { Store } from '../../../server/src/store/store.ts';
import { openKeys } from '../../../server/src/tokens/keyring.ts';
import { newProver, type Prover } from '../../../server/test/proof/prover.ts';

export const prover: Prover = newProver();

/** One of the example APIs with two customers, `own` and `other`, and everybody who could call it. */
export interface Stage {
  api: Api;
  decide: Decide;
  operations: Operation[];
  now: number;
  scopes: string[];
  roles: string[];
  /** A role that permits everything. */
  manager: string;
  modes: Mode[];
  close(): Promise<void>;
}

const MANY = [{ calls: 1_000_000, per: 60 }];

/** Makes an empty store, whose time is the clock's. */
export type OpenStore = (clock: Clock) => Promise<{ store: Store; remove(): Promise<void> }>;

export async function openStage(given: ApiConfig, openapi: URL, open: OpenStore): Promise<Stage> {
  // Limits are not what this is about, and would be what most calls were refused for.
  const limits = { ...given.limits, platform: MANY, connectedAccount: MANY, client: MANY, scopeClasses: {} };
  const config: ApiConfig = { ...given, limits, audit: { ...given.audit, calls: 'buffered' } };
  const now = Date.UTC(2026, 5, 1);
  const clock = { now: () => now };
  const { store, remove } = await open(clock);
  const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: config.name, clock });
  const address = addressOf(config, { kind: 'localhost', port: 4000 });
  const api: Api = {
    config,
    address,
    store,
    keys,
    clock,
    log: createLogger({ level: 'silent' }),
    runtime: newRuntime(),
  };
  const table = await loadOperations(fileURLToPath(openapi), config);
  const roles = Object.keys(config.roles);
  const manager = roles.find((role) => config.roles[role]?.permissions.includes('*')) ?? '';
  await store.seedOnce(seed(roles, manager, Object.keys(config.scopes), now));
  return {
    ...{ api, decide: createGuard(api, table), operations: table.operations, now, roles, manager },
    scopes: Object.keys(config.scopes),
    modes: [...new Set(Object.values(config.domains).map(({ mode }) => mode))],
    close: remove,
  };
}

function seed(roles: string[], manager: string, scopes: string[], now: number) {
  const client = (id: string, kind: Client['kind']) =>
    clientRecord({
      id,
      kind,
      name: id,
      mode: 'live',
      redirectUris: ['https://client.example/'],
      scopes,
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      origin: 'seed',
      createdAt: now,
    });
  const managers = ['own', 'live', 'sandbox', 'ended', 'suspended', 'chose'].map((name) => [
    `usr_${name}`,
    manager,
  ]);
  const members = [...managers, ...roles.map((role) => [`usr_${role}`, role])];
  const ids = [...new Set([...members.map(([id = '']) => id), 'usr_other', 'usr_gone'])];
  return {
    tenants: ['own', 'other'].map((id) => ({ id: TenantId(id), name: id })),
    users: ids.map((id) => ({
      id: UserId(id),
      name: id,
      email: `${id}@mail.example`,
      passwordHash: null,
      createdAt: now,
    })),
    memberships: [
      ...members.map(([id = '', role = '']) => ({ tenantId: TenantId('own'), userId: UserId(id), role })),
      // A user who left one tenant remains a member of another.
      ...['usr_other', 'usr_gone']
        .map(UserId)
        .map((userId) => ({ tenantId: TenantId('other'), userId, role: manager })),
    ],
    customRoles: [],
    clients: [
      client('app', 'public'),
      client('service', 'confidential'),
      client('platform', 'platform'),
      client('rival', 'platform'),
    ].map((each) => ({ client: each, secret: null })),
    personalTokens: [],
    initialAccessTokens: [],
  };
}

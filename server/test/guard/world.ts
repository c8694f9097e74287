import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Api } from '../../src/api.ts';
import { type ApiDefinition, addressOf, defineApi } from '../../src/config/index.ts';
import type { Call } from '../../src/guard/call.ts';
import type { Decide, Decision } from '../../src/guard/decision.ts';
import { createGuard } from '../../src/guard/guard.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { newId, newSecret } from '../../src/lib/ids.ts';
import {
  type AccessToken,
  type AuditRow,
  type Client,
  ClientId,
  clientRecord,
  type Grant,
  type Mode,
  NO_CONTEXT,
  type PersonalToken,
  type ResourceRef,
  TenantId,
  type TokenHash,
  UserId,
} from '../../src/model/index.ts';
import { type OperationTable, parseOperations } from '../../src/openapi/operation-table.ts';
import { newRuntime } from '../../src/runtime.ts';
import { newToken } from '../../src/tokens/format.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { userRecord } from '../acme/records.ts';
import { checkedMemory } from '../store/checked-memory.ts';
import { grantAfter } from '../store/fixtures.ts';
import { openNewStore } from '../store/made-before.ts';

export const NOW = Date.UTC(2026, 5, 1);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
export const LIVE = 'api.cases.localhost';
export const SANDBOX = 'sandbox.cases.localhost';

const DOCUMENT = `
openapi: 3.1.0
components:
  securitySchemes:
    oauth: { type: oauth2, flows: {} }
    key: { type: apiKey, in: header, name: X-Api-Key }
security: [{ oauth: [read] }]
paths:
  /status: { get: { security: [] } }
  /maybe: { get: { operationId: maybe, security: [{ oauth: [read] }, {}] } }
  /keyed: { get: { operationId: keyed, security: [{ key: [] }] } }
  /ping: { get: { operationId: ping, x-latchkey-tenant: false } }
  /cases:
    get: { operationId: listCases, security: [{ oauth: ['read:cases'] }] }
    post: { operationId: createCase, security: [{ oauth: [write] }], x-latchkey-permission: case.write }
  /projects/{project_id}:
    get: { operationId: readProject, x-latchkey-resource: ['project:{project_id}', 'account:{project_id}'] }
    delete:
      operationId: deleteProject
      security: [{ oauth: [write, admin] }, { oauth: [write, read, 'read:cases'] }]
      x-latchkey-permission: project.delete
  /files/{name}: { get: {}, put: { security: [{ oauth: [write] }] } }
`;

export interface World {
  api: Api;
  /** Its database, for what is from an earlier version. */
  file: string;
  operations: OperationTable;
  decide: Decide;
  clock: { now: number };
  /** Decides a call: `GET /cases` on the live domain, unless told otherwise. */
  call(token: string | null, over?: Partial<Call>): Promise<Decision>;
  connected(over?: ConnectedOptions): Promise<Connected>;
  clientToken(clientId: string, over?: Partial<AccessToken>): Promise<string>;
  personalToken(over?: Partial<PersonalToken>): Promise<{ token: string; id: string }>;
  audit(): Promise<AuditRow[]>;
  close(): Promise<void>;
}

export interface ConnectedOptions {
  clientId?: string;
  userId?: UserId;
  tenantId?: TenantId;
  mode?: Mode;
  scopes?: string[];
  tokenScopes?: string[];
  resources?: ResourceRef[] | null;
  ceiling?: string[] | null;
  audience?: string[];
}

export interface Connected {
  token: string;
  hash: TokenHash;
  grant: Grant;
  familyId: string;
  account: string;
}

/** One API on a real database, with a clock that stands still. */
export async function openWorld(change: Partial<ApiDefinition> = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-guard-'));
  const clock = { now: NOW };
  const time = { now: () => clock.now };
  const config = defineApi({ ...definition, ...change });
  const file = join(dir, 'cases.sqlite');
  const store = checkedMemory(await openNewStore(file, { clock: time }), time);
  const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: config.name, clock: time });
  const address = addressOf(config, { kind: 'localhost', port: 4000 });
  const api: Api = {
    config,
    address,
    store,
    keys,
    clock: time,
    log: pino({ level: 'silent' }),
    runtime: newRuntime(),
  };
  const operations = parseOperations(DOCUMENT, 'openapi.yaml', config);
  const decide = createGuard(api, operations);
  await store.seedOnce(seed());

  const world: World = {
    api,
    file,
    operations,
    decide,
    clock,
    call: (token, over = {}) =>
      decide({
        method: 'GET',
        host: LIVE,
        path: '/cases',
        query: '',
        authorization: token === null ? undefined : `Bearer ${token}`,
        dpop: undefined,
        origin: null,
        account: undefined,
        ip: '192.0.2.7',
        requestId: newId('req'),
        ...over,
      }),
    async connected(options = {}) {
      const {
        clientId: id = 'platform',
        userId = UserId('usr_ann'),
        tenantId = TenantId('org_a'),
        mode = 'live',
        scopes = ['read', 'write'],
      } = options;
      const clientId = ClientId(id);
      const isPlatform = clients.find((each) => each.id === clientId)?.kind === 'platform';
      const common = { clientId, userId, tenantId, mode };
      const codeHash = sha256(newSecret());
      // Begin afresh, whatever an earlier test did to the grant between these two.
      const earlier = await store.grantFor(clientId, userId, tenantId);
      if (earlier) await store.withdrawGrant({ grantId: earlier.id, tenantId, now: clock.now, audit: [] });
      const grant = await grantAfter(store, {
        ...common,
        newGrantId: newId('grant'),
        newConnectedAccountId: isPlatform ? newId('conn') : null,
        scopes,
        resources: options.resources ?? null,
        ceiling: options.ceiling ?? null,
        now: clock.now,
        pushed: null,
        code: {
          ...common,
          hash: codeHash,
          redirectUri: null,
          codeChallenge: null,
          scopes,
          audience: [],
          context: NO_CONTEXT,
          issuedAt: clock.now,
          expiresAt: clock.now + 60 * SECOND,
        },
        audit: { allowed: [], held: [] },
      });
      const { prefixes } = config.tokens;
      const token = newToken(isPlatform ? prefixes.connectedAccess : prefixes.access, mode);
      const issued = {
        ...common,
        grantId: grant.id,
        grantVersion: grant.version,
        scopes: options.tokenScopes ?? scopes,
        audience: options.audience ?? [],
      };
      const familyId = (await store.code(codeHash))?.code.familyId ?? '';
      const outcome = await store.redeemCode({
        codeHash,
        now: clock.now,
        family: {
          ...issued,
          context: NO_CONTEXT,
          id: familyId,
          createdAt: clock.now,
          expiresAt: clock.now + 30 * 24 * HOUR,
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
          issuedAt: clock.now,
          expiresAt: clock.now + HOUR,
        },
        refresh: null,
        audit: { redeemed: [], replayed: [] },
      });
      if (outcome !== 'redeemed') throw new Error(outcome);
      return { token, hash: sha256(token), grant, familyId, account: grant.connectedAccountId ?? '' };
    },
    async clientToken(clientId, over = {}) {
      const mode = over.mode ?? 'live';
      const token = newToken(config.tokens.prefixes.client, mode);
      await store.issueAccessToken(
        {
          hash: sha256(token),
          kind: 'client',
          clientId: ClientId(clientId),
          userId: null,
          tenantId: clients.find(({ id }) => id === clientId)?.tenantId ?? null,
          confirmation: null,
          authorizationDetails: [],
          actors: [],
          grantId: null,
          grantVersion: null,
          familyId: null,
          scopes: ['read', 'write'],
          audience: [],
          mode,
          issuedAt: clock.now,
          expiresAt: clock.now + HOUR,
          ...over,
        },
        [],
      );
      return token;
    },
    async personalToken(over = {}) {
      const token = newToken(config.tokens.prefixes.personal, over.mode ?? 'live');
      const id = newId('tok');
      await store.createPersonalToken(
        {
          id,
          hash: sha256(token),
          name: 'nightly export',
          hint: token.slice(-4),
          userId: UserId('usr_ann'),
          tenantId: TenantId('org_a'),
          scopes: ['read'],
          resources: null,
          ipAllowlist: null,
          mode: 'live',
          createdAt: clock.now,
          expiresAt: null,
          lastUsedAt: null,
          revokedAt: null,
          ...over,
        },
        [],
      );
      return { token, id };
    },
    audit: () => store.auditTrail({ kind: 'api.called', limit: 100 }),
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return world;
}

export const definition: ApiDefinition = {
  name: 'cases',
  title: 'Case "Office" Münster',
  issuer: 'https://accounts.cases.example',
  endpoints: {
    authorization: 'https://accounts.cases.example/oauth/authorize',
    token: 'https://api.cases.example/oauth/token',
  },
  domains: { 'api.cases.example': {}, 'sandbox.cases.example': { mode: 'sandbox' } },
  tenant: { word: 'organisation', field: 'organisation_id' },
  openapi: './openapi.yaml',
  front: { kind: 'sdk' },
  accountHeader: 'Cases-Account',
  scopes: {
    read: { title: 'Read', covers: ['read:*'] },
    write: { title: 'Write', class: 'write' },
    admin: 'Administer',
    'read:cases': 'Read cases',
  },
  roles: {
    owner: { title: 'Owner', permissions: ['*'] },
    clerk: { title: 'Clerk', permissions: ['case.*'] },
    viewer: { title: 'Viewer', permissions: [] },
  },
};

function client(over: Pick<Client, 'kind'> & Partial<Omit<Client, 'id'>> & { id: string }): Client {
  return clientRecord({
    name: over.id,
    mode: 'live',
    redirectUris: ['https://platform.example/callback'],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    scopes: ['read', 'write', 'admin'],
    origin: 'seed',
    createdAt: NOW,
    ...over,
  });
}

const clients = [
  client({ id: 'platform', kind: 'platform' }),
  client({ id: 'rival', kind: 'platform' }),
  client({ id: 'service', kind: 'confidential', tenantId: TenantId('org_a') }),
  client({ id: 'app', kind: 'public', grantTypes: ['authorization_code'] }),
];

function seed() {
  const user = (id: string, name: string) =>
    userRecord({ id: UserId(id), name, email: `${name.toLowerCase()}@cases.example`, createdAt: NOW });
  return {
    tenants: [
      { id: TenantId('org_a'), name: 'Alder & Co' },
      { id: TenantId('org_b'), name: 'Birch Ltd' },
    ],
    users: [user('usr_ann', 'Ann'), user('usr_ben', 'Ben'), user('usr_cy', 'Cy'), user('usr_dee', 'Dee')],
    memberships: [
      { tenantId: TenantId('org_a'), userId: UserId('usr_ann'), role: 'owner' },
      { tenantId: TenantId('org_b'), userId: UserId('usr_ben'), role: 'owner' },
      { tenantId: TenantId('org_a'), userId: UserId('usr_cy'), role: 'viewer' },
      { tenantId: TenantId('org_a'), userId: UserId('usr_dee'), role: 'deputy' },
    ],
    customRoles: [
      { tenantId: TenantId('org_a'), name: 'deputy', title: 'Deputy', permissions: ['case.write'] },
    ],
    clients: clients.map((each) => ({ client: each, secret: null })),
    personalTokens: [],
    initialAccessTokens: [],
  };
}

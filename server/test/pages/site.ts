import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import findMyWay from 'find-my-way';
import { pino } from 'pino';
import type { Api } from '../../src/api.ts';
import { readBrandPictures } from '../../src/config/branding/pictures.ts';
import { type ApiDefinition, addressOf, defineApi, sdk } from '../../src/config/index.ts';
import { send, toInbound } from '../../src/http/exchange.ts';
import type { Route } from '../../src/http/inbound.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { managementRoutes } from '../../src/manage/routes.ts';
import { type Client, clientRecord, type Operation, TenantId, UserId } from '../../src/model/index.ts';
import { MANAGEMENT_PARTS } from '../../src/oauth/management-parts.ts';
import { oauthRoutes } from '../../src/oauth/routes.ts';
import type { OperationTable } from '../../src/openapi/operation-table.ts';
import { pageRoutes } from '../../src/pages/routes.ts';
import { newRuntime } from '../../src/runtime.ts';
import { hashPassword } from '../../src/signin/passwords.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { checkedMemory } from '../store/checked-memory.ts';
import { folder } from '../store/fixtures.ts';
import { openNewStore } from '../store/made-before.ts';
import { PASSWORD, Visitor } from './visitor.ts';

export const CALLBACK = 'https://casebridge.example/callback';
/** The verifier of the challenge that `authorizePath` sends. */
export const VERIFIER = 'a-verifier-of-more-than-forty-three-characters';
const START = Date.UTC(2026, 5, 1);

export const DEFINITION: ApiDefinition = {
  name: 'harbour',
  title: 'Harbour',
  issuer: 'https://accounts.harbour.example',
  endpoints: {
    authorization: 'https://accounts.harbour.example/oauth/authorize',
    token: 'https://api.harbour.example/oauth/token',
  },
  domains: { 'api.harbour.example': {}, 'sandbox.harbour.example': { mode: 'sandbox' } },
  tenant: { word: 'organisation', field: 'organisation_id' },
  openapi: 'openapi.yaml',
  front: sdk(),
  scopes: {
    read: { title: 'See cases, quotes and contacts', covers: ['read:*'] },
    write: { title: 'Create and change cases, quotes and contacts' },
    'read:cases': 'See cases',
    projects: { title: 'Work on the accounts and projects that you choose', selectsResources: true },
    partners: { title: 'See partner reports', platformsOnly: true },
  },
  roles: {
    owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
    manager: { title: 'Manager', permissions: ['case.*', 'contact.*'], managesTenant: true },
    viewer: { title: 'Viewer', permissions: ['case.read', 'contact.read'] },
  },
  resources: {
    includesFuture: true,
    list: async ({ tenant }) =>
      tenant.id === 'org_empty'
        ? []
        : [
            { type: 'account', id: '1', name: 'Webshop' },
            { type: 'project', id: '11', name: 'Checkout <b>test</b>', parent: { type: 'account', id: '1' } },
            { type: 'project', id: '12', name: 'Landing page', parent: { type: 'account', id: '1' } },
            { type: 'account', id: '2', name: 'Blog' },
          ],
  },
  promotions: 'wait',
  pages: { section: 'API Settings' },
};

/** The operations of its document, by the permission that each needs. */
const OPERATIONS = Object.entries({
  'case.read': ['read:cases'],
  'case.update': ['write'],
  'contact.read': ['read'],
  'contact.update': ['write'],
  'deal.read': ['partners'],
}).map(
  ([permission, scopes]): Operation => ({
    id: permission.replace('.', '-'),
    method: permission.endsWith('read') ? 'GET' : 'PUT',
    template: `/${permission.split('.')[0]}s/{id}`,
    public: false,
    scopes: [scopes],
    permission,
    owner: null,
    resources: [],
    customerData: true,
  }),
);
OPERATIONS.push(
  {
    ...{ id: 'case-list', method: 'GET', template: '/cases', public: false, scopes: [['read:cases']] },
    ...{ permission: null, owner: null, resources: [], customerData: true },
  },
  {
    ...{ id: 'who-am-i', method: 'GET', template: '/me', public: false, scopes: [[]] },
    ...{ permission: null, owner: null, resources: [], customerData: false },
  },
);

/** The guarded API has no document here, and nothing calls it. */
const TABLE: OperationTable = {
  operations: OPERATIONS,
  remarks: [],
  document: null,
  match: () => ({ kind: 'not_found' }),
};

/** One API's pages on a real socket, with a real database, and a clock that the test turns. */
export interface Site {
  api: Api;
  origin: string;
  host: string;
  clock: { now(): number; turn(ms: number): void };
  /** A browser without a screen: it keeps cookies and follows nothing by itself. */
  browser(): Visitor;
  close(): Promise<void>;
}

/** Path and query of an authorization request, the way a client would write it. */
export function authorizePath(parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'platform',
    redirect_uri: CALLBACK,
    scope: 'read write',
    state: 'a state',
    code_challenge: sha256(VERIFIER),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `/oauth/authorize?${query}`;
}

export function client(over: Partial<Omit<Client, 'id'>> & { id: string }): Client {
  return clientRecord({
    name: 'Casebridge',
    kind: 'platform',
    mode: 'live',
    redirectUris: [CALLBACK],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['read', 'write', 'projects'],
    origin: 'seed',
    createdAt: START,
    ...over,
  });
}

const PEOPLE = {
  ada: 'Ada Lovelace',
  max: 'Max Müller',
  vera: 'Vera Viewer',
  nobody: 'Nobody Here',
} as const;

export async function openSite(
  options: {
    definition?: Partial<ApiDefinition>;
    clients?: Client[];
    secure?: boolean;
    port?: number;
    /** The configuration file beside which its pictures are. */
    pictures?: string;
  } = {},
): Promise<Site> {
  const files = folder();
  let now = START;
  const clock = {
    now: () => now,
    turn(ms: number) {
      now += ms;
    },
  };
  const config = defineApi({ ...DEFINITION, ...options.definition });
  const store = checkedMemory(await openNewStore(files.path('harbour.db'), { clock }), clock);
  const keys = await openKeys({
    store,
    masterKey: randomBytes(32),
    apiName: config.name,
    clock,
    algorithms: config.signing,
  });
  const router = findMyWay();
  const server = createServer((request, response) => {
    const inbound = toInbound(request);
    const found = router.find(inbound.method as 'GET', inbound.path);
    if (!found) return send(response, { status: 404, headers: {}, body: '' });
    const route = found.store as Route;
    route.handle(inbound, found.params as Record<string, string>).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, { status: 500, headers: {}, body: String(error) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  // Where `--test-name-pattern` leaves no test, Node runs `after` before there is a site to close: the process ends all the same.
  server.unref();
  const { port } = server.address() as AddressInfo;
  const address = addressOf(config, options.secure ? { kind: 'public' } : { kind: 'localhost', port });
  const api: Api = {
    config,
    address,
    store,
    keys,
    clock,
    log: pino({ level: 'silent' }),
    runtime: newRuntime(),
    ...(options.pictures === undefined ? {} : { brand: await readBrandPictures(options.pictures, config) }),
    operations: OPERATIONS,
  };
  // All hosts are one here; what stands at the same place on several of them is there once.
  const routes = Map.groupBy(
    [...oauthRoutes(api), ...pageRoutes(api, OPERATIONS), ...managementRoutes(api, TABLE, MANAGEMENT_PARTS)],
    ({ method, path }) => `${method} ${path}`,
  );
  for (const [route] of routes.values()) if (route) router.on(route.method, route.path, () => {}, route);

  const passwordHash = await hashPassword(PASSWORD);
  await store.seedOnce({
    tenants: [
      { id: TenantId('org_harbour'), name: 'Harbour Law' },
      { id: TenantId('org_north'), name: 'North & Sons' },
    ],
    users: Object.entries(PEOPLE).map(([id, name]) => ({
      id: UserId(id),
      email: `${id}@harbour.example`,
      name,
      passwordHash,
      createdAt: START,
    })),
    memberships: [
      { tenantId: TenantId('org_harbour'), userId: UserId('ada'), role: 'owner' },
      { tenantId: TenantId('org_harbour'), userId: UserId('max'), role: 'manager' },
      { tenantId: TenantId('org_north'), userId: UserId('max'), role: 'owner' },
      { tenantId: TenantId('org_harbour'), userId: UserId('vera'), role: 'viewer' },
    ],
    customRoles: [
      { tenantId: TenantId('org_harbour'), name: 'clerk', title: 'Clerk', permissions: ['case.read'] },
    ],
    clients: [
      client({ id: 'platform' }),
      client({ id: 'server', name: 'Reporting server', kind: 'confidential' }),
      client({ id: 'app', name: 'Pocket app', kind: 'public' }),
      ...(options.clients ?? []),
    ].map((each) => ({ client: each, secret: null })),
    personalTokens: [],
    initialAccessTokens: [],
  });
  const host = options.secure ? 'accounts.harbour.example' : `accounts.harbour.localhost:${port}`;
  return {
    api,
    origin: `http://${host}`,
    host,
    clock,
    browser: () => new Visitor(port, host),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
      files.remove();
    },
  };
}

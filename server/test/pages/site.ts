import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import findMyWay from 'find-my-way';
import { pino } from 'pino';
import type { Api } from '../../src/api.ts';
import { type ApiDefinition, addressOf, defineApi, sdk } from '../../src/config/index.ts';
import { send, toInbound } from '../../src/http/exchange.ts';
import type { Route } from '../../src/http/inbound.ts';
import { sha256 } from '../../src/lib/compare.ts';
import type { Client } from '../../src/model/index.ts';
import { pageRoutes } from '../../src/pages/routes.ts';
import { hashPassword } from '../../src/signin/passwords.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { folder } from '../store/fixtures.ts';

export const PASSWORD = 'correct horse battery staple';
export const CALLBACK = 'https://casebridge.example/callback';
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

export interface Page {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  location: string | undefined;
  text: string;
  /** The value of the first hidden field of a name, unescaped. */
  field(name: string): string;
}

export class Visitor {
  readonly #port: number;
  readonly #host: string;
  cookies = new Map<string, string>();

  constructor(port: number, host: string) {
    this.#port = port;
    this.#host = host;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send('GET', path, headers);
  }

  post(
    path: string,
    fields: [string, string][] | Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    const body = new URLSearchParams(fields).toString();
    return this.#send(
      'POST',
      path,
      { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    );
  }

  /** Signs in by the form, as a person would. */
  async signIn(email: string, password = PASSWORD, returnTo = '/account'): Promise<Page> {
    const page = await this.get(`/sign-in?return_to=${encodeURIComponent(returnTo)}`);
    return this.post('/sign-in', {
      form: page.field('form'),
      return_to: page.field('return_to'),
      email,
      password,
    });
  }

  #send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const options = {
      host: '127.0.0.1',
      port: this.#port,
      method,
      path,
      headers: { host: this.#host, ...(cookie === '' ? {} : { cookie }), ...headers },
    };
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(options, async (incoming) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        for (const line of incoming.headers['set-cookie'] ?? []) this.#keep(line);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          location: incoming.headers.location,
          text,
          field: (name) => hiddenField(text, name),
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(equals + 1));
  }
}

function hiddenField(text: string, name: string): string {
  const match = new RegExp(`<input type="hidden" name="${name}" value="([^"]*)">`).exec(text);
  if (!match) throw new Error(`No hidden field ${name} on this page:\n${text.slice(0, 2_000)}`);
  return (match[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}

/** Path and query of an authorization request, the way a client would write it. */
export function authorizePath(parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'platform',
    redirect_uri: CALLBACK,
    scope: 'read write',
    state: 'a state',
    code_challenge: sha256('a verifier'),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `/oauth/authorize?${query}`;
}

export function client(over: Partial<Client> & { id: string }): Client {
  return {
    name: 'Casebridge',
    kind: 'platform',
    mode: 'live',
    redirectUris: [CALLBACK],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['read', 'write', 'projects'],
    authMethod: null,
    dialects: [],
    ownerUserId: null,
    tenantId: null,
    actsAsUserId: null,
    origin: 'seed',
    logoUri: null,
    clientUri: null,
    registrationTokenHash: null,
    createdAt: START,
    ...over,
  };
}

const PEOPLE = {
  ada: 'Ada Lovelace',
  max: 'Max Müller',
  vera: 'Vera Viewer',
  nobody: 'Nobody Here',
} as const;

export async function openSite(
  options: { definition?: Partial<ApiDefinition>; clients?: Client[]; secure?: boolean; port?: number } = {},
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
  const store = await openSqliteStore(files.path('harbour.db'), { clock });
  const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: config.name, clock });
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
  const { port } = server.address() as AddressInfo;
  const address = addressOf(config, options.secure ? { kind: 'public' } : { kind: 'localhost', port });
  const api: Api = { config, address, store, keys, clock, log: pino({ level: 'silent' }) };
  for (const route of pageRoutes(api)) router.on(route.method, route.path, () => {}, route);

  const passwordHash = await hashPassword(PASSWORD);
  await store.seedOnce({
    tenants: [
      { id: 'org_harbour', name: 'Harbour Law' },
      { id: 'org_north', name: 'North & Sons' },
    ],
    users: Object.entries(PEOPLE).map(([id, name]) => ({
      id,
      email: `${id}@harbour.example`,
      name,
      passwordHash,
      createdAt: START,
    })),
    memberships: [
      { tenantId: 'org_harbour', userId: 'ada', role: 'owner' },
      { tenantId: 'org_harbour', userId: 'max', role: 'manager' },
      { tenantId: 'org_north', userId: 'max', role: 'owner' },
      { tenantId: 'org_harbour', userId: 'vera', role: 'viewer' },
    ],
    customRoles: [{ tenantId: 'org_harbour', name: 'clerk', title: 'Clerk', permissions: ['case.read'] }],
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

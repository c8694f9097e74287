import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Api } from '../../src/api.ts';
import type { DatabaseAddress } from '../../src/config/environment/database.ts';
import { defineApi, inProcess } from '../../src/config/index.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { openListener, startLatchkey } from '../../src/main.ts';
import { type Client, type GrantType, TenantId, UserId } from '../../src/model/index.ts';
import { hashPassword } from '../../src/signin/passwords.ts';
import { secretRecord } from '../acme/records.ts';
import { client } from '../oauth/acme.ts';
import { newKey } from '../oauth/client-auth/signer.ts';
import { PASSWORD, Visitor } from '../pages/visitor.ts';

/* One API in which everything is switched on, behind the real door, for requests that mean it no good. */

export const CALLBACK = 'https://app.example/callback';
/** Must never come back, except to the client that is told for the first time. */
export const SECRET = 'the-secret-of-the-app-0123456789abcdef';
export const MANAGING = 'registration-access-token-0123456789abcdef';
export const PARTNER = 'https://partner.example';
export const DIRECTORY = 'https://directory.example';
/** With these the client `signer`, the partner and the directory sign. */
export const KEYS = { ec: newKey('ES256', 'one'), rsa: newKey('RS256', 'two') };
const DOCUMENT = `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }
paths: { /things: { get: { security: [{ oauth: [read] }] } } }
`;
const EVERY_GRANT: GrantType[] = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
];

export interface Everything {
  api: Api;
  port: number;
  /** Of issuer, pages and most endpoints. */
  accounts: string;
  /** Of the token endpoint and the API. */
  host: string;
  session: { cookie: string; csrf: string };
  /** A live access token that opens nothing: no operation, no userinfo. */
  narrow: string;
  /** Lines of the log about requests that failed inside. */
  failures: string[];
  close(): Promise<void>;
}

/** In files, or in a PostgreSQL database of its own. */
export async function openEverything(database: DatabaseAddress | null = null): Promise<Everything> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-hostile-'));
  await writeFile(join(folder, 'openapi.yaml'), DOCUMENT);
  const jwks = { keys: [KEYS.ec, KEYS.rsa].map(({ jwk }) => ({ ...jwk, kty: String(jwk.kty) })) };
  const config = defineApi({
    name: 'acme',
    title: 'Acme',
    issuer: 'https://accounts.acme.test',
    endpoints: {
      authorization: 'https://accounts.acme.test/oauth/authorize',
      token: 'https://api.acme.test/oauth/token',
    },
    domains: { 'api.acme.test': {}, 'sandbox.acme.test': { mode: 'sandbox' } },
    tenant: { word: 'organisation', field: 'organisation_id' },
    openapi: './openapi.yaml',
    front: inProcess(async () => (_request, response) => {
      response.end('{}');
    }),
    scopes: { read: 'See everything', write: 'Change everything' },
    roles: { owner: { title: 'Owner', permissions: ['*'], managesTenant: true } },
    registration: 'open',
    tokens: { plain: 'jwt' },
    signIn: true,
    deviceAuthorization: true,
    clientMetadataDocuments: true,
    tokenExchange: { mayAct: { app: '*' } },
    dpop: { nonces: 'optional' },
    trustedIssuers: [{ issuer: PARTNER, jwks, subject: 'sub', clients: ['app'], withoutConsent: ['app'] }],
    softwareStatements: { issuers: [{ issuer: DIRECTORY, jwks }] },
    authorizationDetails: {
      folder: { title: 'Open a folder', schema: { properties: { identifier: { type: 'string' } } } },
    },
  });
  const failures: string[] = [];
  const log = pino({ level: 'error', base: null }, { write: (line: string) => void failures.push(line) });
  const listener = await openListener('127.0.0.1', 0);
  let opened: Api | undefined;
  const running = await startLatchkey({
    apis: [{ config, file: join(folder, 'latchkey.config.ts') }],
    dataDir: join(folder, 'data'),
    database,
    masterKey: randomBytes(32),
    listener,
    hosts: 'localhost',
    log,
    prepare: async (api) => {
      opened = api;
      await plant(api, jwks);
    },
  });
  if (!opened) throw new Error('The API was not prepared.');
  const { port } = listener;
  const accounts = new URL(opened.address.issuer).host;
  const host = new URL(opened.address.api).host;
  const browser = new Visitor(port, accounts);
  await browser.signIn('ann@acme.test');
  const account = await browser.get('/account/tokens');
  return {
    api: opened,
    port,
    accounts,
    host,
    session: {
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      csrf: account.field('csrf'),
    },
    narrow: await narrowToken(port, host),
    failures,
    async close() {
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function plant(api: Api, jwks: NonNullable<Client['settings']['jwks']>): Promise<void> {
  const now = api.clock.now();
  const scopes = ['read', 'write', 'openid', 'email'];
  const common: Partial<Client> = { createdAt: now, lastUsedAt: now, redirectUris: [CALLBACK], scopes };
  const secret = (clientId: string, value: string) => secretRecord(clientId, value, now);
  const settings: Client['settings'] = {
    introspectionAlgorithm: 'ES256',
    postLogoutRedirectUris: [CALLBACK],
    jwks,
  };
  await api.store.seedOnce({
    tenants: [{ id: TenantId('org_a'), name: 'Alder & Co' }],
    users: [
      {
        id: UserId('usr_ann'),
        email: 'ann@acme.test',
        name: 'Ann',
        passwordHash: await hashPassword(PASSWORD),
        createdAt: now,
      },
    ],
    memberships: [{ tenantId: TenantId('org_a'), userId: UserId('usr_ann'), role: 'owner' }],
    customRoles: [],
    clients: [
      {
        client: client('app', { ...common, grantTypes: EVERY_GRANT, settings }),
        secret: secret('app', SECRET),
      },
      {
        client: client('spa', {
          ...common,
          kind: 'public',
          grantTypes: ['authorization_code', 'refresh_token'],
        }),
        secret: null,
      },
      {
        client: client('signer', {
          ...common,
          authMethod: 'private_key_jwt',
          grantTypes: ['client_credentials', ...EVERY_GRANT],
          settings: { jwks },
        }),
        secret: null,
      },
      {
        client: client('native', {
          ...common,
          kind: 'public',
          redirectUris: ['http://127.0.0.1/cb', 'com.example.native:/cb'],
          grantTypes: ['authorization_code'],
        }),
        secret: null,
      },
      {
        client: client('robot', { ...common, grantTypes: ['client_credentials'] }),
        secret: secret('robot', ROBOT),
      },
      {
        client: client('managed', {
          ...common,
          origin: 'registration',
          ownerUserId: null,
          tenantId: null,
          registrationTokenHash: sha256(MANAGING),
        }),
        secret: null,
      },
    ],
    personalTokens: [],
    initialAccessTokens: [],
  });
}

/** Unknown to the sender of the requests: with it, a token would be no surprise. */
const ROBOT = 'the-secret-of-the-robot-0123456789abcdef';

async function narrowToken(port: number, host: string): Promise<string> {
  const page = await new Visitor(port, host).post('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: 'robot',
    client_secret: ROBOT,
    scope: 'write',
  });
  return String((JSON.parse(page.text) as Record<string, unknown>).access_token);
}

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Api } from '../../src/api.ts';
import { apiCalled } from '../../src/audit/api-called.ts';
import { eventWithoutRequest } from '../../src/audit/event.ts';
import { type ApiDefinition, defineApi, sdk } from '../../src/config/index.ts';
import { DAY } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { databaseFile, openListener, startLatchkey } from '../../src/main.ts';
import {
  type AuditEvent,
  CHECKS,
  ConnectedAccountId,
  clientRecord,
  type Grant,
  GrantId,
  TenantId,
  UserId,
} from '../../src/model/index.ts';
import { hashPassword } from '../../src/signin/passwords.ts';
import { folder } from '../store/fixtures.ts';

export const PASSWORD = 'correct horse battery';

const GRANT = GrantId('grant_nimbus');

const DOCUMENT = `
openapi: 3.1.0
info: { title: Harbour, version: '1' }
security: [{ anything: ['read'] }]
components: { securitySchemes: { anything: { type: http, scheme: bearer } } }
paths:
  /v1/cases:
    get: { operationId: listCases, summary: List cases, x-latchkey-permission: case.read }
    post: { operationId: addCase, summary: Add a case, security: [{ anything: ['write'] }], x-latchkey-permission: case.update }
`;

const DEFINITION: ApiDefinition = {
  name: 'harbour',
  title: 'Harbour',
  issuer: 'https://accounts.harbour.example',
  endpoints: {
    authorization: 'https://accounts.harbour.example/oauth/authorize',
    token: 'https://accounts.harbour.example/oauth/token',
  },
  domains: { 'api.harbour.example': {}, 'sandbox.harbour.example': { mode: 'sandbox' } },
  tenant: { word: 'organisation', field: 'organisation_id' },
  openapi: 'openapi.yaml',
  front: sdk(),
  dialects: ['stray-whitespace'],
  dialectSunsets: { 'stray-whitespace': '2027-01-31' },
  scopes: { read: { title: 'See cases' }, write: { title: 'Create and change cases' } },
  roles: {
    owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
    viewer: { title: 'Viewer', permissions: ['case.read'] },
  },
};

/** Latchkey with one API, people, and applications of a developer. Call `close` at the end. */
export interface DashboardSite {
  api: Api;
  /** Moves the clock of the server. */
  turnClock(ms: number): void;
  /** Has one more call of the platform refused. */
  refuse(): Promise<void>;
  /** The file of the database. */
  file: string;
  /** Where the issuer answers. */
  origin: string;
  close(): Promise<void>;
}

export async function openDashboard(over: Partial<ApiDefinition> = {}): Promise<DashboardSite> {
  const dir = folder();
  let ahead = 0;
  writeFileSync(dir.path('openapi.yaml'), DOCUMENT);
  const listener = await openListener('127.0.0.1', 0);
  const running = await startLatchkey({
    apis: [{ config: defineApi({ ...DEFINITION, ...over }), file: dir.path('latchkey.config.ts') }],
    dataDir: dir.path('data'),
    masterKey: randomBytes(32),
    listener,
    hosts: 'localhost',
    log: createLogger({ level: 'silent' }),
    clock: { now: () => Date.now() + ahead, steady: () => performance.now() },
    prepare: plant,
  });
  const api = running.apis.get('harbour');
  if (!api) throw new Error('The API did not start.');
  return {
    api,
    file: databaseFile(dir.path('data'), 'harbour'),
    async refuse() {
      const grant = await api.store.grantById(GRANT);
      if (!grant) throw new Error('The connection has ended.');
      await api.store.record([callOf(grant, { at: api.clock.now(), denied: true, name: 'one more' })]);
    },
    turnClock(ms) {
      ahead += ms;
    },
    origin: `http://accounts.harbour.localhost:${listener.port}`,
    async close() {
      await running.close();
      await listener.close();
      dir.remove();
    },
  };
}

async function plant({ store, clock }: Api): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  const now = clock.now();
  const person = (id: string, name: string) => ({
    id: UserId(id),
    email: `${id}@harbour.example`,
    name,
    passwordHash,
    createdAt: now,
  });
  const tenantId = TenantId('org_harbour');
  const client = clientRecord({
    id: 'nimbus',
    name: 'Nimbus CRM',
    kind: 'platform',
    mode: 'live',
    // The operator may have registered one that is taken from nobody else.
    redirectUris: ['https://nimbus.example/callback', 'http://tour.localhost/callback'],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['read', 'write'],
    origin: 'seed',
    createdAt: now,
    ownerUserId: UserId('dev'),
    tenantId,
  });
  await store.seedOnce({
    tenants: [{ id: tenantId, name: 'Harbour Law' }],
    users: [person('dev', 'Dana Developer'), person('owner', 'Olga Owner')],
    memberships: [
      { userId: UserId('dev'), tenantId, role: 'owner' },
      { userId: UserId('owner'), tenantId, role: 'viewer' },
    ],
    customRoles: [],
    clients: [{ client, secret: null }],
    personalTokens: [],
    initialAccessTokens: [],
  });
  await store.setOperator({ userId: UserId('owner'), role: 'owner', createdAt: now }, []);
  const who = { clientId: client.id, userId: UserId('owner'), tenantId };
  const grant = await store.recordConsent({
    ...{ ...who, newGrantId: GRANT, newConnectedAccountId: ConnectedAccountId('conn_nimbus'), mode: 'live' },
    ...{ scopes: ['read', 'write'], resources: null, ceiling: null, now, pushed: null },
    audit: { allowed: [eventWithoutRequest('authorization.granted', now, who)], held: [] },
  });
  await store.record(calls(now, grant));
}

/** Three weeks of calls, every tenth of them refused. */
function calls(now: number, grant: Grant): AuditEvent[] {
  return Array.from({ length: 200 }, (_, index) => {
    const at = now - Math.floor((200 - index) / 10) * DAY;
    return callOf(grant, { at, denied: index % 10 === 0, name: `request-${index}` });
  });
}

function callOf(
  { tenantId, userId, clientId, id: grantId, connectedAccountId }: Grant,
  { at, denied, name }: { at: number; denied: boolean; name: string },
): AuditEvent {
  return apiCalled({
    ...{ at, ip: '203.0.113.9', requestId: name, tenantId, userId, clientId, grantId, connectedAccountId },
    ...{ method: denied ? 'POST' : 'GET', operation: denied ? 'addCase' : 'listCases' },
    ...{ mode: 'live', token: 'plain', personalTokenId: null },
    ...(denied ? { refusal: REFUSAL } : {}),
  });
}

const FAILED = CHECKS.indexOf('scope');
const REFUSAL = {
  code: 'insufficient_scope',
  status: 403,
  detail: 'The token lacks the scope write.',
  remedy: 'reauthorize',
  checks: CHECKS.map((check, at) => ({
    check,
    outcome: at < FAILED ? ('passed' as const) : at === FAILED ? ('failed' as const) : ('skipped' as const),
  })),
} as const;

/** Opens an address of the dashboard and signs in on the way. */
export async function signInTo(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url);
  // In any language.
  const form = page.locator('form[action="/sign-in"]');
  await form.locator('[name="email"]').fill(email);
  await form.locator('[name="password"]').fill(PASSWORD);
  await form.locator('[type="submit"]').first().click();
  await page.waitForURL(url);
}

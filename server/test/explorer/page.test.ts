import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { defineApi, gateway, sdk } from '../../src/config/index.ts';
import { prepareExplorer } from '../../src/explorer/clients.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { type Listener, openListener, type Running, startLatchkey } from '../../src/main.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { hashPassword } from '../../src/signin/passwords.ts';
import { openBrowser } from '../browser.ts';
import { folder } from '../store/fixtures.ts';

const PASSWORD = 'correct horse battery';

/*
 * The whole server with an API behind its gateway, and a browser with JavaScript: a user opens the explorer,
 * signs in on it, and sends a call.
 */

const DOCUMENT = `
openapi: 3.1.0
info: { title: Shelf, version: '1' }
security: [{ anything: ['books:read'] }]
components: { securitySchemes: { anything: { type: http, scheme: bearer }, another: { type: http, scheme: bearer } } }
paths:
  /books:
    get:
      operationId: listBooks
      summary: List books
      description: All of them.
      x-latchkey-permission: book.read
      responses: { '200': { description: Books, content: { application/json: { schema: { $ref: 'book.yaml#/Books' } } } } }
    post:
      operationId: addBook
      summary: Add a book
      security: [{ anything: ['books:write'] }, { another: ['books:write'] }]
      x-latchkey-permission: book.write
      responses: { '201': { description: Added } }
  /status:
    get: { operationId: status, summary: Status, security: [], responses: { '200': { description: Up } } }
`;

const AGENTS = `
openapi: 3.1.0
info: { title: Agents, version: '1' }
components: { securitySchemes: { anything: { type: http, scheme: bearer } } }
paths: { /bots: { get: { security: [{ anything: ['books:read'] }], x-latchkey-permission: book.read } } }
`;

let running: Running;
let listener: Listener;
let browser: Browser;
let page: Page;
let origin: string;
const reached: IncomingMessage[] = [];
const upstream = createServer((request, response) => {
  reached.push(request);
  response.setHeader('content-type', 'application/json');
  response.end('[{"title":"Middlemarch"}]');
});
const dir = folder();

before(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  writeFileSync(dir.path('openapi.yaml'), DOCUMENT);
  writeFileSync(dir.path('agents.yaml'), AGENTS);
  writeFileSync(
    dir.path('book.yaml'),
    'Books: { type: array, items: { $ref: "#/Book" } }\nBook: { type: object, properties: { title: { type: string } } }\n',
  );
  const config = defineApi({
    name: 'shelf',
    title: 'Shelf',
    issuer: 'https://accounts.shelf.example',
    endpoints: {
      authorization: 'https://accounts.shelf.example/oauth/authorize',
      token: 'https://accounts.shelf.example/oauth/token',
    },
    domains: {
      'api.shelf.example': {},
      'sandbox.shelf.example': { mode: 'sandbox' },
      'agents.shelf.example': { separate: { openapi: 'agents.yaml', front: sdk() } },
    },
    tenant: { word: 'shop', field: 'shop_id' },
    openapi: 'openapi.yaml',
    front: gateway({ upstream: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` }),
    scopes: { 'books:read': 'See books', 'books:write': { title: 'Add books', class: 'write' } },
    defaultScopes: ['books:read'],
    roles: { owner: { title: 'Owner', permissions: ['*'], managesTenant: true } },
    explorer: 'https://docs.shelf.example',
  });
  listener = await openListener('127.0.0.1', 0);
  running = await startLatchkey({
    apis: [{ config, file: dir.path('latchkey.config.ts') }],
    dataDir: dir.path('data'),
    masterKey: randomBytes(32),
    listener,
    hosts: 'localhost',
    log: createLogger({ level: 'silent' }),
    async prepare({ store, clock }) {
      await store.seedOnce({
        tenants: [{ id: TenantId('shop_1'), name: 'Corner Shop' }],
        users: [
          {
            id: UserId('ada'),
            email: 'ada@shelf.example',
            name: 'Ada',
            passwordHash: await hashPassword(PASSWORD),
            createdAt: clock.now(),
          },
        ],
        memberships: [{ userId: UserId('ada'), tenantId: TenantId('shop_1'), role: 'owner' }],
        customRoles: [],
        clients: [],
        personalTokens: [],
        initialAccessTokens: [],
      });
    },
  });
  origin = `http://docs.shelf.localhost:${listener.port}`;
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
});
after(async () => {
  await browser?.close();
  await running?.close();
  await listener?.close();
  upstream.close();
  dir.remove();
});

test('the explorer shows the sandbox first, and with each operation what it needs; nothing leaves the house', async () => {
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => asked.push(request.url()));
  const management = `http://accounts.shelf.localhost:${listener.port}/manage/openapi.json`;
  const described = page.waitForResponse(management);
  await page.goto(`${origin}/docs`);
  await (await described).finished();
  await page.getByText('List books').first().waitFor();
  await page.getByText('Sandbox', { exact: true }).first().waitFor();
  assert.equal(await page.getByText('book.read', { exact: true }).count(), 1);
  assert.deepEqual(complaints, []);
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:')),
    [management],
  );
});

test('a user signs in on it, allows the ticked scopes, and sends a call to the sandbox', async () => {
  await page.goto(`${origin}/docs`);
  await page.getByText('Scopes Selected 1 / 2').waitFor();
  const opening = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Authorize' }).click();
  const consent = await opening;
  await consent.getByLabel('Email address').fill('ada@shelf.example');
  await consent.getByLabel('Password').fill(PASSWORD);
  await consent.getByRole('button', { name: 'Sign in', exact: true }).click();
  await consent.getByText('Shelf: API explorer').first().waitFor();
  const closed = consent.waitForEvent('close');
  const redeemed = page.waitForResponse((response) => response.url().endsWith('/oauth/token'));
  await consent.getByRole('button', { name: 'Allow', exact: true }).click();
  await closed;
  await (await redeemed).finished();
  await page.getByRole('button', { name: /Test Request.*get \/books/ }).click();
  // The explorer takes the token over a moment after it has it. A call without it reaches nobody.
  for (let status = 0; status !== 200; ) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/books'));
    await page.getByRole('button', { name: 'Send' }).first().click();
    status = (await answered).status();
  }
  await page.getByText('Middlemarch').first().waitFor();
  const [call] = reached;
  assert.equal(call?.url, '/books');
  const identity = JSON.parse(atob(String(call?.headers['latchkey-identity']).split('.')[1] ?? ''));
  assert.deepEqual([identity.caller.mode, identity.caller.user.id], ['sandbox', 'ada']);
});

test('its script runs where no session is: the host has no other page, and gets no cookie', async () => {
  const accounts = `http://accounts.shelf.localhost:${listener.port}`;
  assert.ok((await page.context().cookies(accounts)).length > 0);
  assert.deepEqual(await page.context().cookies(origin), []);
  for (const from of [
    `${accounts}/docs/scalar.js`,
    `${accounts}/docs/signed-in`,
    `${origin}/account`,
    `${origin}/oauth/authorize`,
  ]) {
    assert.equal((await page.goto(from))?.status(), 404, from);
  }
  await page.goto(`${accounts}/docs`);
  assert.ok(page.url().startsWith(`${origin}/docs`));
});

test('a call without a token shows the refusal and what to do about it', async () => {
  await page.goto(`${origin}/docs`);
  await page.getByRole('button', { name: /Test Request.*get \/books/ }).click();
  const answering = page.waitForResponse((response) => response.url().endsWith('/books'));
  await page.getByRole('button', { name: 'Send' }).first().click();
  const answer = await answering;
  const refusal = await answer.json();
  assert.deepEqual([answer.status(), refusal.code, refusal.remedy], [401, 'invalid_token', 'reauthorize']);
  await page.getByText('401', { exact: false }).first().waitFor();
});

test('the document names what is served now, and the files beside it are part of it', async () => {
  const document = await page.evaluate(async () => (await fetch('/docs/live.json')).json());
  assert.deepEqual(document.servers, [
    { url: `http://api.shelf.localhost:${listener.port}`, description: 'live' },
  ]);
  const { schema } = document.paths['/books'].get.responses['200'].content['application/json'];
  assert.deepEqual(schema, {
    type: 'array',
    items: { type: 'object', properties: { title: { type: 'string' } } },
  });
  assert.deepEqual(document.paths['/books'].post.security, [
    { signIn: ['books:write'] },
    { anything: ['books:write'] },
    { another: ['books:write'] },
  ]);
  assert.deepEqual(document.paths['/status'].get.security, []);
  assert.equal(
    document.components.securitySchemes.signIn.flows.authorizationCode['x-scalar-client-id'],
    'explorer-live',
  );
});

test('the page may not be framed, runs nothing from elsewhere, and talks to the API alone', async () => {
  const answer = await page.goto(`${origin}/docs`);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  assert.match(policy, /default-src 'none'; script-src 'self';/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(
    policy,
    new RegExp(
      `connect-src 'self' http://accounts.shelf.localhost:${listener.port} http://api.shelf.localhost`,
    ),
  );
  assert.equal(answer?.headers()['x-frame-options'], 'DENY');
});

test('the management API is one more document, which the page may read and try with a pasted token', async () => {
  await page.goto(`${origin}/docs`);
  const issuer = `http://accounts.shelf.localhost:${listener.port}`;
  const script = await page.evaluate(async () => (await fetch('/docs/start.js')).text());
  assert.ok(script.includes(`"slug":"management","url":"${issuer}/manage/openapi.json"`));
  const [status, refused] = await page.evaluate(async (url) => {
    const document = await fetch(`${url}/manage/openapi.json`);
    const headers = { authorization: 'Bearer lkm_nobody' };
    const call = await fetch(`${url}/manage/clients`, { headers });
    return [document.status, (await call.json()).code];
  }, issuer);
  assert.deepEqual([status, refused], [200, 'invalid_token']);
});

test('a separate resource has no part in it: no token of the API is sent there, and its document stays unseen', async () => {
  const answer = await page.goto(`${origin}/docs`);
  assert.doesNotMatch(answer?.headers()['content-security-policy'] ?? '', /agents/);
  for (const mode of ['live', 'sandbox']) {
    const text = await page.evaluate(async (at) => (await fetch(at)).text(), `/docs/${mode}.json`);
    assert.doesNotMatch(text, /agents|bots/);
    assert.equal(JSON.parse(text).servers.length, 1);
  }
});

test('its clients are made once, by the configuration, and that stands in the log', async () => {
  const [api] = running.apis.values();
  assert.ok(api);
  const made = await api.store.auditTrail({ kind: 'client.created', limit: 10 });
  assert.deepEqual(made.map(({ clientId }) => clientId).sort(), ['explorer-live', 'explorer-sandbox']);
  assert.equal(made[0]?.detail.by, 'configuration');
  await prepareExplorer(api);
  assert.deepEqual(await api.store.auditTrail({ kind: 'client.changed', limit: 10 }), []);
});

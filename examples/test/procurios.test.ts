import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Caller } from '@latchkey/guard';
import { createApp } from '../procurios/app.ts';
import { ObjectStore } from '../procurios/object-store.ts';
import { fill } from '../procurios/records.ts';
import { CHOIR, PEOPLE, PORTAL, ROWING, seed } from '../procurios/seed.ts';

const V1 = 'application/vnd.procurios.application+json; version=1';
const OBJECT = '/l/module_api/object';

const base: Caller = {
  tenant: null,
  user: null,
  client: null,
  connectedAccount: null,
  token: 'personal',
  scopes: ['profile'],
  permissions: ['*'],
  resources: null,
  mode: 'live',
  operation: 'test',
  requestId: 'test',
};
const tenant = (id: string) => seed.tenants.find((each) => each.id === id) ?? null;
/** The callers that the header `x-caller` can name, in place of the guard's answer. */
const CALLERS: Record<string, Caller> = {
  bram: {
    ...base,
    tenant: tenant(ROWING),
    user: { ...PEOPLE.bram, email: 'bram@rowing.example', role: 'editor' },
  },
  dieter: {
    ...base,
    tenant: tenant(CHOIR),
    user: { ...PEOPLE.dieter, email: 'dieter@choir.example', role: 'administrator' },
  },
  portal: { ...base, tenant: tenant(ROWING), client: { ...PORTAL, kind: 'confidential' }, token: 'client' },
  nobody: { ...base, token: 'client' },
};

const folder = mkdtempSync(join(tmpdir(), 'procurios-'));
let server: Server;
let store: ObjectStore;
before(async () => {
  store = new ObjectStore(folder);
  fill(store);
  const app = createApp(store, (request, _response, next) => {
    const caller = CALLERS[String(request.headers['x-caller'] ?? 'bram')] ?? null;
    const language = String(request.headers['accept-language'] ?? 'en').slice(0, 2);
    request.caller = caller && { ...caller, version: '1', language };
    next();
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => {
  server.close();
  server.closeAllConnections();
  store.close();
  rmSync(folder, { recursive: true });
});

async function call(target: string, headers: Record<string, string> = {}, init: RequestInit = {}) {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${target}`, {
    ...init,
    headers: { accept: V1, ...headers },
  });
  const text = await answer.text();
  // biome-ignore lint/suspicious/noExplicitAny: bodies differ from call to call, and tests look into them
  const body: any = text === '' ? null : JSON.parse(text);
  return { status: answer.status, headers: answer.headers, body };
}

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  call(OBJECT, { 'content-type': 'application/json', ...headers }, { method: 'POST', body });

test("the page's two requests work", async () => {
  const language = { 'accept-language': 'en-US,en;q=0.5' };
  const list = await call(OBJECT, language);
  assert.equal(list.status, 200);
  assert.equal(list.headers.get('content-type'), V1);
  assert.equal(list.headers.get('content-language'), 'en');
  const created = await post('{\n"key": "value",\n"otherKey": 2\n}', language);
  assert.equal(created.status, 201);
  assert.equal(created.headers.get('content-type'), V1);
  assert.deepEqual(created.body.values, { key: 'value', otherKey: 2 });
  assert.deepEqual(created.body.created_by, { kind: 'user', ...PEOPLE.bram });
  const location = created.headers.get('location') ?? '';
  assert.equal(location, `${OBJECT}/${created.body.id}`);
  assert.deepEqual((await call(location, language)).body, created.body);
});

test('the page names no content type, and neither need a client', async () => {
  const bytes = new TextEncoder().encode('{"key": "value"}');
  const none = await call(OBJECT, {}, { method: 'POST', body: bytes });
  assert.equal(none.status, 201);
  assert.equal((await post('{"a":1}', { 'content-type': 'application/x-www-form-urlencoded' })).status, 201);
  const form = await post('a=1', { 'content-type': 'application/x-www-form-urlencoded' });
  assert.deepEqual([form.status, form.body.code], [400, 'invalid_request']);
});

test('the language that was agreed on shows in header, labels and days', async () => {
  for (const [language, label] of [
    ['en', 'Created by'],
    ['nl', 'Aangemaakt door'],
    ['de', 'Angelegt von'],
  ] as const) {
    const { body, headers } = await call(`${OBJECT}?limit=1`, { 'accept-language': language });
    assert.equal(headers.get('content-language'), language);
    assert.equal(body.labels.created_by, label);
    assert.deepEqual([headers.get('content-type'), headers.get('vary')], [V1, 'Accept, Accept-Language']);
  }
  const dutch = await call(`${OBJECT}?limit=1`, { 'accept-language': 'nl' });
  const [object] = dutch.body.objects;
  const day = new Intl.DateTimeFormat('nl', { dateStyle: 'long', timeZone: 'UTC' });
  assert.equal(object.created_on, day.format(new Date(object.created_at)));
});

test("another association's object is as absent as none", async () => {
  const theirs = (await call(OBJECT, { 'x-caller': 'dieter' })).body.objects[0].id;
  assert.equal((await call(`${OBJECT}/${theirs}`, { 'x-caller': 'dieter' })).status, 200);
  for (const id of [theirs, `obj_${'0'.repeat(24)}`, 'x', '%00']) {
    const answer = await call(`${OBJECT}/${id}`);
    assert.equal(answer.status, 404);
    assert.deepEqual(answer.body, {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is nothing here under this address.',
      code: 'not_found',
    });
  }
  const own = (await call(`${OBJECT}?limit=100`)).body.objects.map(({ id }: { id: string }) => id);
  assert.ok(own.length > 30 && !own.includes(theirs));
});

test('pages follow one another without a gap or a double', async () => {
  const all = (await call(`${OBJECT}?limit=100`)).body;
  assert.equal(all.next_cursor, null);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor ? `&cursor=${cursor}` : '';
    const { body } = await call(`${OBJECT}?limit=7${next}`);
    seen.push(...body.objects.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor;
  } while (cursor);
  assert.deepEqual(
    seen,
    all.objects.map(({ id }: { id: string }) => id),
  );
  assert.equal((await call(OBJECT)).body.objects.length, 20, 'the default');
});

test('a query string is read strictly', async () => {
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=1e1',
    'limit=',
    'limit=1&limit=2',
    'lmit=3',
    'cursor=x',
    'cursor=',
    `cursor=${Buffer.from('after:1.5').toString('base64url')}`,
  ]) {
    const answer = await call(`${OBJECT}?${query}`);
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'], query);
    assert.match(answer.body.detail, /^Query parameter (limit|lmit|cursor): /);
  }
});

test('a body that cannot be kept gets its own refusal', async () => {
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`n${n}`, n])));
  const cases: [string | Uint8Array<ArrayBuffer>, number, string, Record<string, string>?][] = [
    ['{"a":', 400, 'invalid_request'],
    ['', 400, 'invalid_request'],
    ['[1]', 400, 'invalid_request'],
    ['"text"', 400, 'invalid_request'],
    [new Uint8Array([0x7b, 0xff, 0x7d]), 400, 'invalid_request'],
    ['{"a":"\\udc00"}', 400, 'invalid_request'],
    ['['.repeat(40_000), 400, 'invalid_request'],
    ['{}', 422, 'validation_failed'],
    ['{"a":{"b":1}}', 422, 'validation_failed'],
    ['{"a":[[1]]}', 422, 'validation_failed'],
    ['{"a":1e999}', 422, 'validation_failed'],
    ['{"":1}', 422, 'validation_failed'],
    ['{"__proto__":1}', 422, 'validation_failed'],
    [`{"a":"${'x'.repeat(2001)}"}`, 422, 'validation_failed'],
    [many, 422, 'validation_failed'],
    [`{"a":"${'x'.repeat(70_000)}"}`, 413, 'too_large'],
    ['<a/>', 415, 'unsupported_media_type', { 'content-type': 'application/xml' }],
    ['{"a":1}', 415, 'unsupported_media_type', { 'content-encoding': 'gzip' }],
  ];
  for (const [body, status, code, headers] of cases) {
    const answer = await post(body, headers);
    assert.deepEqual([answer.status, answer.body.code], [status, code], String(body).slice(0, 40));
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  }
  const { body } = await post('{"1a":1,"ok":{"deep":1}}');
  assert.deepEqual(body.errors, [
    { pointer: '#/1a', detail: 'a name is a letter and up to 63 letters, digits, _ and -' },
    { pointer: '#/ok', detail: 'must be a text, a number, true, false, null or a list of these' },
  ]);
});

test('a client acts for its association without a user, and one of nobody for none', async () => {
  const created = await post('{"from":"server"}', { 'x-caller': 'portal' });
  assert.equal(created.status, 201);
  assert.deepEqual(created.body.created_by, { kind: 'client', ...PORTAL });
  assert.equal((await call(`${OBJECT}/${created.body.id}`)).status, 200);
  const profile = await call('/l/module_api/profile', { 'x-caller': 'portal', 'accept-language': 'de' });
  assert.equal(profile.body.association, 'Royal Rowing Union');
  assert.equal(profile.body.user, null);
  assert.equal(profile.body.labels.association, 'Verband');
  for (const who of ['nobody', 'unheard-of']) {
    const refused = await call(OBJECT, { 'x-caller': who });
    assert.deepEqual([refused.status, refused.body.code], [403, 'no_association']);
  }
});

test('an object that does not exist is not found', async () => {
  for (const target of ['/', '/l/module_api', '/l/module_api/objects', `${OBJECT}/a/b`]) {
    assert.equal((await call(target)).body.code, 'not_found', target);
  }
  assert.equal((await call(`${OBJECT}/%ff`)).status, 400);
});

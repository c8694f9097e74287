import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readJson } from '../prospectconnect/input.ts';
import { Problem } from '../prospectconnect/problem.ts';
import { json, type Running, serveProspectConnect } from './prospectconnect-server.ts';

let api: Running;
before(async () => {
  api = await serveProspectConnect();
});
after(() => api.close());

const contacts = (init: RequestInit) => api.call('marcus', '/v1/contacts', init);
const raw = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json'): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
});

test('every fault of a body is named with its place', async () => {
  const answer = await contacts(
    json('POST', {
      email: 'not an address',
      status: 'friend',
      business_id: 'biz_c3a97be012f84d65908e7b1a',
      'a/b': 1,
      id: 'con_000000000000000000000000',
    }),
  );
  assert.equal(answer.status, 422);
  assert.equal(answer.body.code, 'validation_failed');
  const places = Object.fromEntries(
    answer.body.errors.map(({ pointer, detail }: { pointer: string; detail: string }) => [pointer, detail]),
  );
  assert.deepEqual(places, {
    '#/name': 'is required',
    '#/email': 'must match format "email"',
    '#/status': 'must be one of lead, prospect, customer, former',
    '#/business_id': 'is taken from the token and never sent',
    '#/a~1b': 'is not accepted here',
    '#/id': 'is not accepted here',
  });
});

test('a body that is not a JSON object gets its own refusal', async () => {
  const cases: [RequestInit, number, string][] = [
    [raw('{"name":'), 400, 'invalid_request'],
    [raw(''), 400, 'invalid_request'],
    [raw('[]'), 400, 'invalid_request'],
    [raw('null'), 400, 'invalid_request'],
    [raw(new Uint8Array([0x7b, 0xff, 0x7d])), 400, 'invalid_request'],
    [raw('{"name":"a\\u0000b"}'), 400, 'invalid_request'],
    [raw('{"name":"\\ud800"}'), 400, 'invalid_request'],
    [raw('['.repeat(30_000)), 400, 'invalid_request'],
    [raw('name=Ada', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type'],
    [raw('{"name":"Ada"}', 'text/plain'), 415, 'unsupported_media_type'],
    [raw(`{"name":"${'x'.repeat(70_000)}"}`), 413, 'too_large'],
    [raw('{"name":"Ada","__proto__":{"id":1}}'), 422, 'validation_failed'],
    [raw('{"name":""}'), 422, 'validation_failed'],
    [raw('{"name":7}'), 422, 'validation_failed'],
    [raw('{"name":null}'), 422, 'validation_failed'],
  ];
  for (const [init, status, code] of cases) {
    const answer = await contacts(init);
    assert.deepEqual([answer.status, answer.body.code], [status, code], String(init.body).slice(0, 40));
    assert.equal(answer.body.status, status);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  }
});

test('a body that grows past the limit while it is sent is refused as well', async () => {
  const chunk = new TextEncoder().encode('x'.repeat(20_000));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"name":"'));
      for (let n = 0; n < 5; n++) controller.enqueue(chunk);
      controller.close();
    },
  });
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } };
  const answer = await contacts(init as RequestInit);
  assert.equal(answer.status, 413);
});

test('a body that breaks off is the sender’s fault, not an error of the API', async () => {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error('aborted'));
    },
  });
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } };
  await assert.rejects(
    readJson(new Request('http://api.example/v1/contacts', init as RequestInit)),
    (problem) => problem instanceof Problem && problem.response().status === 400,
  );
});

test('numbers, days and times keep to their rules', async () => {
  const deal = (body: object) => api.call('marcus', '/v1/deals', json('POST', { name: 'Roof', ...body }));
  for (const body of [
    { amount: 1.5 },
    { amount: -1 },
    { amount: 1e300 },
    { amount: '5' },
    { currency: 'eur' },
    { expected_close_on: '2026-02-30' },
    { expected_close_on: 'soon' },
    { closed_at: '2026-06-01T00:00:00Z' },
    { contact_id: 'com_000000000000000000000000' },
  ]) {
    assert.equal((await deal(body)).status, 422, JSON.stringify(body));
  }
  const activity = (occurred_at: string) =>
    api.call('marcus', '/v1/activities', json('POST', { kind: 'call', subject: 'Hello', occurred_at }));
  for (const time of ['2026-06-01', '2026-06-01T25:00:00Z', '2026-02-30T10:00:00Z', '2026-06-30T23:59:60Z']) {
    assert.equal((await activity(time)).status, 422, time);
  }
  const kept = await activity('2026-06-01T12:00:00+02:00');
  assert.equal(kept.body.occurred_at, '2026-06-01T10:00:00.000Z', 'in UTC, so that times sort as text');
});

test('a query string is read strictly', async () => {
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=ten',
    'limit=1e1',
    'limit=',
    'limit=5&limit=6',
    'lmit=5',
    'sort=colour',
    'sort=name;drop',
    'cursor=zzz',
    'cursor=W10',
    `cursor=${Buffer.from('["-created_at",{"a":1},2]').toString('base64url')}`,
    `cursor=${Buffer.from('["-created_at","x",1.5]').toString('base64url')}`,
    `sort=name&cursor=${Buffer.from('["-created_at","x",1]').toString('base64url')}`,
  ]) {
    const answer = await api.call('marcus', `/v1/contacts?${query}`);
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'], query);
    assert.match(answer.body.detail, /^Query parameter (limit|lmit|sort|cursor): /);
  }
});

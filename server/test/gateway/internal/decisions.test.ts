import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createApp } from '../../../src/app.ts';
import { createDoor } from '../../../src/door.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { CHECKS, UserId } from '../../../src/model/index.ts';
import { LIVE, openWorld, type World } from '../../guard/world.ts';
import { type Listening, listen } from '../sockets.ts';

let world: World;
let listening: Listening;
before(async () => {
  world = await openWorld();
  const log = createLogger({ level: 'silent' });
  const app = await createApp({ api: world.api, operations: world.operations });
  listening = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
});
after(async () => {
  await listening.close();
  await world.close();
});

async function ask(body: unknown, init: RequestInit = {}) {
  const answer = await fetch(`http://127.0.0.1:${listening.port}/.latchkey/cases/decisions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'latchkey-guard-key': world.api.keys.guardKey() },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
  return { answer, said: await answer.json().catch(() => null) };
}

test('says what would happen to a call, and records that somebody asked but no call', async () => {
  const { token } = await world.personalToken({ userId: UserId('usr_cy'), scopes: ['read'] });
  const url = `http://${LIVE}:4000/cases?page=1`;
  const { answer, said } = await ask({ token, method: 'POST', url, ip: '192.0.2.1' });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(said.outcome, 'deny');
  assert.deepEqual(said.refusal, {
    status: 403,
    code: 'insufficient_role',
    detail:
      'The role of the user behind this token does not permit case.write; an administrator can change that.',
    remedy: 'ask_admin',
  });
  assert.deepEqual(said.needs, { scopes: [['write']], permission: 'case.write' });
  assert.deepEqual(said.operation, { id: 'createCase', method: 'POST', template: '/cases' });
  assert.deepEqual(said.caller.role, 'viewer');
  assert.equal(said.checks.length, CHECKS.length);
  assert.equal((await ask({ token, method: 'GET', url: '/cases' })).said.outcome, 'allow');
  const publicUrl = 'https://sandbox.cases.example/cases';
  const there = await ask({ token, method: 'GET', url: publicUrl });
  assert.equal(there.said.refusal.code, 'domain_mismatch');

  assert.deepEqual(await world.audit(), []);
  const rows = await world.api.store.auditTrail({ kind: 'decision.asked', limit: 10 });
  assert.equal(rows.length, 3);
  assert.deepEqual(rows[2]?.detail, {
    ...{ by: 'guard key', asked: 'token', method: 'POST', operation: 'createCase' },
    ...{ outcome: 'deny', code: 'insufficient_role' },
  });
  assert.deepEqual([rows[2]?.tenantId, rows[2]?.userId], ['org_a', 'usr_cy']);
  assert.ok(!JSON.stringify(rows).includes(token));
});

test('a stranger finds nothing, whatever the method', async () => {
  for (const key of [undefined, '', 'wrong', `${world.api.keys.guardKey()}x`]) {
    for (const method of ['GET', 'POST']) {
      const headers = {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'latchkey-guard-key': key }),
      };
      const { answer } = await ask({}, { method, headers, body: method === 'GET' ? null : '{}' });
      assert.equal(answer.status, 404);
    }
  }
  const headers = { 'latchkey-guard-key': world.api.keys.guardKey() };
  const { answer } = await ask('', { method: 'GET', headers, body: null });
  assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST']);
});

const call = { token: 'pat_x', method: 'GET', url: '/cases' };
const bad: [title: string, body: unknown, pointers: string[]][] = [
  ['nothing', {}, ['/method', '/url']],
  ['no object', [], ['']],
  ['neither token nor account', { method: 'GET', url: '/cases' }, ['']],
  ['both', { ...call, connectedAccount: 'conn_1' }, ['']],
  ['a misspelt member', { ...call, ipp: '192.0.2.1' }, ['']],
  ['a method in small letters', { ...call, method: 'get' }, ['/method']],
  ['an address that is none', { ...call, ip: '192.0.2' }, ['/ip']],
  ['a token that is no text', { ...call, token: 1 }, ['/token']],
  ['an empty account', { ...call, account: '' }, ['/account']],
  ['a URL of another kind', { ...call, url: 'ftp://api.cases.example/cases' }, ['/url']],
  ['a URL without a path', { ...call, url: 'https://api.cases.example' }, ['/url']],
  ['a fragment', { ...call, url: '/cases#1' }, ['/url']],
];

for (const [title, body, pointers] of bad) {
  test(`refuses what is not plainly a question: ${title}`, async () => {
    const { answer, said } = await ask(body);
    assert.equal(answer.status, 400);
    assert.equal(said.code, 'invalid_request');
    assert.deepEqual(
      said.errors.map(({ pointer }: { pointer: string }) => pointer),
      pointers,
    );
  });
}

test('refuses what is no JSON, or says that it is something else', async () => {
  const key = { 'latchkey-guard-key': world.api.keys.guardKey() };
  for (const [body, type] of [
    ['{', 'application/json'],
    ['{}', 'text/plain'],
    ['a=b', 'application/x-www-form-urlencoded'],
    ['x'.repeat(70_000), 'application/json'],
  ] as const) {
    const { answer, said } = await ask(body, { headers: { ...key, 'content-type': type } });
    assert.equal(answer.status, 400, type);
    assert.match(said.detail, /JSON/);
  }
});

test('judges the path as it was written, not as a URL parser would tidy it up', async () => {
  const { token } = await world.personalToken();
  for (const path of ['/projects/../cases', '/./cases', '//cases', '/cases%2f1']) {
    const { said } = await ask({ token, method: 'GET', url: `http://${LIVE}${path}` });
    assert.equal(said.refusal.code, 'invalid_request', path);
  }
});

test('says that a limit is used up, and counts nothing by saying so', async (t) => {
  const small = await openWorld({ limits: { client: { calls: 2, per: 60 } } });
  t.after(() => small.close());
  const log = createLogger({ level: 'silent' });
  const app = await createApp({ api: small.api, operations: small.operations });
  const door = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  t.after(() => door.close());
  const { token } = await small.personalToken();
  const where = { method: 'GET', host: LIVE, path: '/cases', query: '', ip: '192.0.2.7', requestId: 'req_1' };
  const made = {
    ...where,
    authorization: `Bearer ${token}`,
    dpop: undefined,
    origin: null,
    account: undefined,
  };
  const outcomeAsked = async () => {
    const answer = await fetch(`http://127.0.0.1:${door.port}/.latchkey/cases/decisions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'latchkey-guard-key': small.api.keys.guardKey() },
      body: JSON.stringify({ token, method: 'GET', url: '/cases' }),
    });
    const { refusal, checks } = (await answer.json()) as {
      refusal: { code: string } | null;
      checks: { outcome: string }[];
    };
    return [refusal?.code ?? 'allow', checks.at(-1)?.outcome];
  };
  for (let call = 0; call < 2; call++) {
    for (let asked = 0; asked < 3; asked++) assert.deepEqual(await outcomeAsked(), ['allow', 'passed']);
    assert.equal((await app.decide(made)).outcome, 'allow');
  }
  assert.deepEqual(await outcomeAsked(), ['rate_limited', 'failed']);
  assert.equal((await app.decide(made)).outcome, 'deny');
});

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { defineApi } from '../../src/config/index.ts';
import type { Decision } from '../../src/guard/decision.ts';
import { createLimit } from '../../src/guard/limit.ts';
import { definition, openWorld } from './world.ts';

const LIMITS = {
  platform: { calls: 5, per: 60 },
  connectedAccount: { calls: 3, per: 60 },
  client: { calls: 4, per: 60 },
  scopeClasses: { write: { calls: 2, per: 10 } },
};

function headersOf(decision: Decision): Record<string, string> {
  return decision.outcome === 'allow' ? decision.headers : decision.refusal.headers;
}

function code(decision: Decision): string {
  return decision.outcome === 'allow' ? 'allowed' : decision.refusal.code;
}

test('says how much is left, and when it is used up what to do', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const { token, account } = await world.connected();
  const first = await world.call(token, { account });
  assert.deepEqual(headersOf(first), {
    'ratelimit-policy': '"platform";q=5;w=60, "account";q=3;w=60',
    ratelimit: '"platform";r=4;t=60, "account";r=2;t=60',
  });
  await world.call(token, { account });
  await world.call(token, { account });
  const refused = await world.call(token, { account });
  assert.ok(refused.outcome === 'deny');
  const { refusal } = refused;
  assert.deepEqual(
    [refusal.status, refusal.code, refusal.remedy, refusal.challenge],
    [429, 'rate_limited', 'wait', null],
  );
  assert.match(refusal.headers['retry-after'] ?? '', /^(60|5\d)$/);
  assert.match(refusal.headers.ratelimit ?? '', /"account";r=0/);
  assert.deepEqual(
    refusal.checks.map(({ outcome }) => outcome),
    [...Array(9).fill('passed'), 'failed'],
  );
  const [row] = await world.audit();
  assert.deepEqual([row?.code, row?.detail.status], ['rate_limited', 429]);
});

test('a call that one limit refuses is counted by none', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const busy = await world.connected();
  for (let call = 0; call < 10; call++) await world.call(busy.token, { account: busy.account });
  const other = await world.connected({ userId: 'usr_ben', tenantId: 'org_b' });
  const call = () => world.call(other.token, { account: other.account });
  assert.deepEqual([code(await call()), code(await call())], ['allowed', 'allowed']);
  assert.equal(code(await call()), 'rate_limited', "the platform's own limit holds over all its accounts");
});

test('a platform counts the same through its own token', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const { token, account } = await world.connected();
  const own = await world.clientToken('platform');
  await world.call(own, { account });
  await world.call(token, { account });
  await world.call(own, { account });
  assert.equal(code(await world.call(token, { account })), 'rate_limited');
  assert.equal(code(await world.call(own, { path: '/ping' })), 'allowed');
});

test('each class of scope, each client and each personal token is counted for itself', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const one = await world.personalToken({ scopes: ['read', 'write'] });
  const two = await world.personalToken();
  const write = () => world.call(one.token, { method: 'POST' });
  assert.match(
    headersOf(await write())['ratelimit-policy'] ?? '',
    /"client";q=4;w=60, "scope:write";q=2;w=10/,
  );
  await write();
  assert.equal(code(await write()), 'rate_limited');
  assert.equal(code(await world.call(one.token)), 'allowed');
  assert.equal(code(await world.call(one.token)), 'allowed');
  assert.equal(code(await world.call(one.token)), 'rate_limited');
  assert.equal(code(await world.call(two.token)), 'allowed');
  assert.equal(code(await world.call(await world.clientToken('service'))), 'allowed');
});

test('a class of scope is counted for each connected account, not for the platform as a whole', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const one = await world.connected();
  const other = await world.connected({ userId: 'usr_ben', tenantId: 'org_b' });
  const write = (of: typeof one) => world.call(of.token, { account: of.account, method: 'POST' });
  await write(one);
  await write(one);
  assert.equal(code(await write(one)), 'rate_limited');
  assert.equal(code(await write(other)), 'allowed');
});

test('of calls at the same time exactly as many pass as the limit allows', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const { token, account } = await world.connected();
  const decisions = await Promise.all(Array.from({ length: 50 }, () => world.call(token, { account })));
  assert.equal(decisions.filter(({ outcome }) => outcome === 'allow').length, 3);
});

test('a window that has ended starts anew', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  mock.timers.enable({ apis: ['Date', 'setTimeout'] });
  t.after(() => mock.timers.reset());
  const { token } = await world.personalToken();
  for (let call = 0; call < 4; call++) await world.call(token);
  assert.equal(code(await world.call(token)), 'rate_limited');
  mock.timers.tick(59_999);
  assert.equal(code(await world.call(token)), 'rate_limited');
  mock.timers.tick(1);
  assert.equal(code(await world.call(token)), 'allowed');
});

test('a window longer than a timer can run is refused at start', () => {
  const limits = { ...LIMITS, client: { calls: 1, per: 30 * 86_400 } };
  assert.throws(
    () => createLimit(defineApi({ ...definition, limits })),
    /limits, client: per is at most 2147483 seconds/,
  );
});

import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { defineApi } from '../../../src/config/index.ts';
import type { Call } from '../../../src/guard/call.ts';
import type { Decide, Decision } from '../../../src/guard/decision.ts';
import { createGuard } from '../../../src/guard/guard.ts';
import { Counters } from '../../../src/limits/counters.ts';
import { keepCounters } from '../../../src/limits/keep-counters.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { watchApis } from '../../../src/metrics/watched.ts';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { newRuntime } from '../../../src/runtime.ts';
import { definition, LIVE, openWorld } from '../world.ts';

const LIMITS = {
  platform: { calls: 5, per: 60 },
  connectedAccount: { calls: 3, per: 60 },
  client: { calls: 4, per: 60 },
  scopeClasses: { write: { calls: 2, per: 10 } },
};

const CALL: Call = {
  method: 'GET',
  host: LIVE,
  path: '/cases',
  query: '',
  authorization: undefined,
  dpop: undefined,
  origin: null,
  account: undefined,
  ip: '192.0.2.7',
  requestId: 'req_limit',
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
  const other = await world.connected({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
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

test('two people of one customer use up one limit', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const [ann, cy] = [await world.connected(), await world.connected({ userId: UserId('usr_cy') })];
  for (const { token, account } of [ann, cy, ann]) {
    assert.equal(code(await world.call(token, { account })), 'allowed');
  }
  assert.equal(code(await world.call(cy.token, { account: cy.account })), 'rate_limited');
});

test('each class of scope and each client is counted for itself, all personal tokens of a person together', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const one = await world.personalToken({ scopes: ['read', 'write'] });
  const two = await world.personalToken();
  const others = await world.personalToken({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
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
  assert.equal(code(await world.call(two.token)), 'rate_limited', 'another token is no more calls');
  assert.equal(code(await world.call(others.token)), 'allowed');
  assert.equal(code(await world.call(await world.clientToken('service'))), 'allowed');
});

test('a person and a tenant have quotas over all clients and tokens, where the API sets them', async (t) => {
  const [user, tenant] = [
    { calls: 3, per: 60 },
    { calls: 5, per: 60 },
  ];
  const world = await openWorld({ limits: { user, tenant } });
  t.after(() => world.close());
  const own = await world.personalToken();
  const { token, account } = await world.connected();
  const first = await world.call(own.token);
  assert.equal(
    headersOf(first)['ratelimit-policy'],
    '"client";q=1200;w=60, "user";q=3;w=60, "tenant";q=5;w=60',
  );
  assert.equal(code(await world.call(token, { account })), 'allowed');
  assert.equal(code(await world.call((await world.personalToken()).token)), 'allowed');
  for (const decision of [await world.call(own.token), await world.call(token, { account })]) {
    assert.ok(decision.outcome === 'deny');
    assert.match(decision.refusal.detail, /limit for user is used up/);
  }
  const other = await world.personalToken({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
  assert.equal(code(await world.call(other.token)), 'allowed');
});

test('a class of scope is counted for each connected account, not for the platform as a whole', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const one = await world.connected();
  const other = await world.connected({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
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
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const { token } = await world.personalToken();
  for (let call = 0; call < 4; call++) await world.call(token);
  assert.equal(code(await world.call(token)), 'rate_limited');
  now += 59_999;
  assert.equal(code(await world.call(token)), 'rate_limited');
  now += 1;
  assert.equal(code(await world.call(token)), 'allowed');
});

test('a window longer than a timer can run is refused at start, and so are two of one length', () => {
  const define = (client: object) => () =>
    defineApi({ ...definition, limits: { ...LIMITS, client } as never });
  assert.throws(define({ calls: 1, per: 30 * 86_400 }), /limits\.client.*at most 2147483 seconds/);
  assert.throws(
    define([LIMITS.client, { calls: 9, per: 60 }]),
    /limits\.client.*each window has its own length/,
  );
});

test('a burst, what is sustained and the quota of the day hold at once, each under its own name', async (t) => {
  const client = [
    { calls: 2, per: 1 },
    { calls: 3, per: 60 },
    { calls: 4, per: 86_400 },
  ];
  const world = await openWorld({ limits: { ...LIMITS, client } });
  t.after(() => world.close());
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const { token } = await world.personalToken();
  const first = await world.call(token);
  assert.deepEqual(headersOf(first), {
    'ratelimit-policy': '"client:1s";q=2;w=1, "client:1m";q=3;w=60, "client:1d";q=4;w=86400',
    ratelimit: '"client:1s";r=1;t=1, "client:1m";r=2;t=60, "client:1d";r=3;t=86400',
  });
  await world.call(token);
  const burst = await world.call(token);
  assert.deepEqual([code(burst), headersOf(burst)['retry-after']], ['rate_limited', '1']);
  now += 1_000;
  assert.equal(code(await world.call(token)), 'allowed');
  assert.match(JSON.stringify(await world.call(token)), /limit for client:1m is used up/);
  now += 60_000;
  assert.equal(code(await world.call(token)), 'allowed');
  const spent = await world.call(token);
  assert.match(JSON.stringify(spent), /limit for client:1d is used up/);
  assert.ok(Number(headersOf(spent)['retry-after']) > 80_000);
});

test('a token is counted once, in whatever way it is written', async (t) => {
  const world = await openWorld({ limits: { token: { calls: 2, per: 60 } } });
  t.after(() => world.close());
  const { token } = await world.personalToken();
  const write = async (authorization: string) => code(await world.call(token, { authorization }));
  assert.equal(await write(`Bearer ${token}`), 'allowed');
  assert.equal(await write(`bearer  ${token}`), 'allowed');
  for (const scheme of ['Bearer ', 'bearer ', 'bEARER ', 'Bearer   ', ' Bearer ']) {
    assert.equal(await write(`${scheme}${token}`), 'rate_limited', scheme);
  }
  assert.equal(await write(`Bearer ${token} `), 'rate_limited');
});

test('each token is held to its own limit where there is one', async (t) => {
  const world = await openWorld({ limits: { ...LIMITS, token: { calls: 2, per: 60 } } });
  t.after(() => world.close());
  const { token, account } = await world.connected();
  const own = await world.clientToken('platform');
  await world.call(token, { account });
  await world.call(token, { account });
  assert.match(JSON.stringify(await world.call(token, { account })), /limit for token is used up/);
  assert.equal(code(await world.call(own, { account })), 'allowed');
});

test('a plan is a client’s own limits, and another one counts from the next call with what was counted', async (t) => {
  const plans = {
    gold: { platform: { calls: 100, per: 60 }, connectedAccount: { calls: 6, per: 60 } },
    none: {},
  };
  const world = await openWorld({ limits: { ...LIMITS, plans } });
  t.after(() => world.close());
  const { token, account } = await world.connected();
  const givePlan = async (plan: string) => {
    const found = await world.api.store.client('platform', world.clock.now);
    assert.ok(found);
    await world.api.store.updateClient({ ...found.client, settings: { ...found.client.settings, plan } }, []);
  };
  const ask = () => world.call(token, { account });
  for (let call = 0; call < 3; call++) assert.equal(code(await ask()), 'allowed');
  assert.equal(code(await ask()), 'rate_limited');
  await givePlan('gold');
  const golden = await ask();
  assert.equal(code(golden), 'allowed');
  assert.match(headersOf(golden).ratelimit ?? '', /"account";r=2;/);
  await givePlan('none');
  assert.equal(code(await ask()), 'rate_limited', 'a plan that names nothing changes nothing');
  await givePlan('withdrawn');
  assert.equal(code(await ask()), 'rate_limited', 'a plan that is gone is none');
});

test('of calls at once no more pass than the narrowest limit lets, and none is counted that was refused', async (t) => {
  const world = await openWorld({ limits: LIMITS });
  t.after(() => world.close());
  const { token, account } = await world.connected();
  const decisions = await Promise.all(Array.from({ length: 50 }, () => world.call(token, { account })));
  assert.equal(decisions.filter(({ outcome }) => outcome === 'allow').length, 3);
  const other = await world.connected({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
  assert.equal(code(await world.call(other.token, { account: other.account })), 'allowed');
});

test('the quota of a day outlasts a restart, a minute’s does not', async (t) => {
  const client = [
    { calls: 50, per: 60 },
    { calls: 5, per: 86_400 },
  ];
  const world = await openWorld({ limits: { ...LIMITS, client } });
  t.after(() => world.close());
  const { token } = await world.personalToken();
  const { store, log, clock } = world.api;
  const remaining = async (decide: Decide) => {
    const decision = await decide({ ...CALL, authorization: `Bearer ${token}` });
    return headersOf(decision).ratelimit?.replaceAll(/;t=\d+/g, '');
  };
  const counting = (counters: Counters) =>
    createGuard({ ...world.api, runtime: newRuntime({ counters }) }, world.operations);
  const started = async () => {
    const counters = new Counters();
    return { counters, close: await keepCounters(counters, store, clock, log) };
  };
  const before = await started();
  const first = counting(before.counters);
  await remaining(first);
  assert.equal(await remaining(first), '"client:1m";r=48, "client:1d";r=3');
  await before.close();
  const after = await started();
  const second = counting(after.counters);
  assert.equal(await remaining(second), '"client:1m";r=49, "client:1d";r=2');
  await after.close();
  world.clock.now += 86_400_000;
  const nextDay = await started();
  assert.equal(await remaining(counting(nextDay.counters)), '"client:1m";r=49, "client:1d";r=4');
  await nextDay.close();
});

test('a call that a limit refused is counted under the name of its policy, and windows in memory are shown', async (t) => {
  const world = await openWorld({ limits: { client: { calls: 1, per: 60 } } });
  t.after(() => world.close());
  const metrics = createMetrics();
  const api = { ...world.api, runtime: newRuntime({ measures: metrics.of('cases') }) };
  watchApis(metrics, [{ api, front: {} }], { dataDir: tmpdir(), time: { difference: 0 } });
  const decide = createGuard(api, world.operations);
  const token = await world.clientToken('service', { scopes: ['read:cases'] });
  const call = () => decide({ ...CALL, authorization: `Bearer ${token}` });
  assert.deepEqual([await call(), await call(), await call()].map(code), [
    'allowed',
    'rate_limited',
    'rate_limited',
  ]);
  const { text } = await metrics.shown();
  assert.match(text, /^latchkey_limit_refusals_total\{api="cases",policy="client"\} 2$/m);
  assert.match(text, /^latchkey_limit_windows\{api="cases"\} [1-9]/m);
});

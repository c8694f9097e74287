import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FIRST,
  MOST_ROWS,
  recordAnonymous,
  recordThrottled,
  settleAnonymous,
} from '../../src/audit/anonymous.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { type AuditEvent, ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { newRuntime } from '../../src/runtime.ts';
import { openWorld } from '../guard/world.ts';
import { serveOAuth } from '../oauth/serve.ts';
import { event } from '../store/fixtures.ts';

const refusal = event('api.called', {
  tenantId: null,
  userId: null,
  clientId: null,
  mode: null,
  outcome: 'denied',
  code: 'missing_token',
  ip: '203.0.113.9',
});

/** A log in memory, with a clock that the test turns. */
function log() {
  const rows: AuditEvent[] = [];
  const time = { now: 1_000_000 };
  const store = {
    async record(events: AuditEvent[]) {
      rows.push(...events);
    },
  };
  return { rows, time, store, clock: { now: () => time.now }, runtime: newRuntime() };
}

test('the first of a minute are recorded one by one, the rest as one row when it is over', async () => {
  const { rows, time, ...to } = log();
  for (let i = 0; i < FIRST + 30; i++) await recordAnonymous(to, refusal);
  assert.equal(rows.length, FIRST);
  await settleAnonymous(to);
  assert.equal(rows.length, FIRST, 'the minute is not over');
  time.now += MINUTE;
  await settleAnonymous(to);
  const summary = rows.at(-1);
  assert.equal(rows.length, FIRST + 1);
  assert.deepEqual(summary, {
    ...refusal,
    at: time.now,
    requestId: null,
    detail: { notRecorded: 30, since: 1_000_000 },
  });
  await settleAnonymous(to, true);
  assert.equal(rows.length, FIRST + 1, 'it is said once');
});

test('a new minute begins with the next of a kind, and what is left is written at the end', async () => {
  const { rows, time, ...to } = log();
  for (let i = 0; i < FIRST + 1; i++) await recordAnonymous(to, refusal);
  time.now += MINUTE;
  for (let i = 0; i < FIRST + 2; i++) await recordAnonymous(to, refusal);
  await settleAnonymous(to, true);
  assert.deepEqual(
    rows.flatMap(({ detail }) => (detail.notRecorded === undefined ? [] : [detail.notRecorded])),
    [1, 2],
  );
  assert.equal(rows.length, 2 * FIRST + 2);
  // A clock that goes back ends a minute, too.
  for (let i = 0; i < FIRST; i++) await recordAnonymous(to, refusal);
  time.now -= 10 * MINUTE;
  await recordAnonymous(to, refusal);
  assert.equal(rows.length, 3 * FIRST + 3);
});

test('other kinds, codes, clients and networks are counted for themselves; one /64 is one network', async () => {
  const { rows, time: _time, ...to } = log();
  const others: Partial<AuditEvent>[] = [
    { ip: '203.0.113.10' },
    { code: 'invalid_token' },
    { kind: 'token.refused' },
    { clientId: ClientId('web') },
    { ip: '2001:db8:1:2::1' },
  ];
  for (const over of [{}, ...others]) {
    for (let i = 0; i < FIRST + 5; i++) await recordAnonymous(to, { ...refusal, ...over });
  }
  assert.equal(rows.length, FIRST * (others.length + 1));
  await recordAnonymous(to, { ...refusal, ip: '2001:db8:1:2:ffff::9' });
  assert.equal(rows.length, FIRST * (others.length + 1));
});

test('more networks than are kept apart are counted together', async () => {
  const { rows, time: _time, ...to } = log();
  const from = (n: number) => ({ ...refusal, ip: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` });
  for (let n = 0; n < 2_000; n++) await recordAnonymous(to, from(n));
  assert.equal(rows.length, 1_000 + FIRST);
  await settleAnonymous(to, true);
  assert.equal(rows.at(-1)?.detail.notRecorded, 1_000 - FIRST);
});

test('a count of many callers names none of them', async () => {
  const { rows, time: _time, ...to } = log();
  for (let n = 0; n < 1_000; n++) await recordAnonymous(to, { ...refusal, ip: `10.0.${n >> 8}.${n & 255}` });
  const waits = { ...refusal, code: 'rate_limited', clientId: ClientId('web'), mode: 'live' } as const;
  for (const tenantId of ['org_a', 'org_b', 'org_c'].map(TenantId)) {
    await recordThrottled(to, { ...waits, tenantId, userId: UserId(`usr_${tenantId}`) });
  }
  await settleAnonymous(to, true);
  const { at, ...summary } = rows.at(-1) ?? refusal;
  const { at: _at, ...whole } = { ...refusal, code: 'rate_limited', ip: null, requestId: null };
  assert.deepEqual(summary, { ...whole, detail: { notRecorded: 2, since: at } });
});

test('a count that cannot be written down is kept until it can', async () => {
  const { rows, time, ...to } = log();
  const begun = time.now;
  for (let i = 0; i < FIRST + 30; i++) await recordAnonymous(to, refusal);
  const { record } = to.store;
  const full = async () => {
    throw new Error('the disk is full');
  };
  time.now += MINUTE;
  to.store.record = full;
  await assert.rejects(settleAnonymous(to));
  await assert.rejects(settleAnonymous(to, true));
  // The next of its kind finds the minute over, and the disk as full.
  await assert.rejects(recordAnonymous(to, refusal));
  await assert.rejects(recordAnonymous(to, refusal));
  to.store.record = record;
  await recordAnonymous(to, refusal);
  await settleAnonymous(to, true);
  assert.equal(rows.length, FIRST + 2);
  assert.deepEqual(rows.at(-1)?.detail, { notRecorded: 30 + 2, since: begun });
});

test('all networks and kinds together write so many rows in a minute, and all that they did is counted', async () => {
  const { rows, time, ...to } = log();
  const calls = 10_000;
  for (let n = 0; n < calls; n++) {
    await recordAnonymous(to, { ...refusal, ip: `2001:db8:0:${(n % 900).toString(16)}::1` });
  }
  assert.equal(rows.length, MOST_ROWS);
  await settleAnonymous(to, true);
  const counted = rows.reduce((sum, { detail }) => sum + Number(detail.notRecorded ?? 1), 0);
  assert.equal(counted, calls);
  time.now += MINUTE;
  const before = rows.length;
  await recordAnonymous(to, refusal);
  assert.equal(rows.length, before + 1, 'another minute, another budget');
});

test('of those who are told to wait the first of a minute is recorded, for each caller', async () => {
  const { rows, time: _time, ...to } = log();
  const waits = {
    ...refusal,
    code: 'rate_limited',
    clientId: ClientId('platform'),
    tenantId: TenantId('org_a'),
  };
  for (const over of [
    {},
    { tenantId: TenantId('org_b') },
    { userId: UserId('usr_ann') },
    { ip: '203.0.113.10' },
  ]) {
    for (let i = 0; i < 50; i++) await recordThrottled(to, { ...waits, ...over });
  }
  assert.equal(rows.length, 4);
  await settleAnonymous(to, true);
  assert.deepEqual(
    rows.slice(4).map(({ detail }) => detail.notRecorded),
    [49, 49, 49, 49],
  );
});

test('calls that nobody is known to have made are bounded, those of a client are not', async () => {
  const world = await openWorld();
  try {
    const { token, account } = await world.connected();
    for (let i = 0; i < FIRST + 5; i++) {
      await world.call(null);
      await world.call(null, { path: '/status' });
      await world.call(token, { account, path: '/nothing' });
    }
    const rows = await world.audit();
    const count = (code: string) => rows.filter((row) => row.code === code).length;
    assert.equal(count('missing_token'), FIRST);
    assert.equal(count('GET /status'), FIRST);
    assert.equal(count('not_found'), FIRST + 5);
  } finally {
    await world.close();
  }
});

test('requests that OAuth endpoints refuse are bounded, whichever client they name', async () => {
  const served = await serveOAuth();
  try {
    for (let i = 0; i < FIRST + 5; i++) {
      const form = { grant_type: 'authorization_code', client_id: 'spa', code: `guess-${i}` };
      assert.equal((await served.post(form)).status, 400);
    }
    assert.equal((await served.rows('token.refused')).length, FIRST);
  } finally {
    await served.close();
  }
});

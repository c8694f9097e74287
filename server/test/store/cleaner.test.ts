import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startCleaner } from '../../src/store/expiry/cleaner.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { usageKept } from '../../src/usage/kept.ts';
import { connected, DAY, event, folder, HOUR, NOW, seed } from './fixtures.ts';

const KEPT = { unusedClients: 30 * DAY, usage: 800 * DAY };

/** The cleaner does not keep the process alive, so the test has to. */
/** A watch that believes the time of day. */
const ALWAYS = { mayDelete: () => true };

function keepAwake(t: { after(end: () => void): void }): void {
  const awake = setInterval(() => {}, 1_000);
  t.after(() => clearInterval(awake));
}

it('removes what expired more than a day ago, by itself, until it is stopped', async (t) => {
  keepAwake(t);
  const files = folder();
  let now = NOW;
  const clock = { now: () => now };
  const store = await openSqliteStore(files.path('clean.db'), { clock });
  t.after(async () => {
    await store.close();
    files.remove();
  });
  await store.seedOnce(seed());
  const { first } = await connected(store);
  let rounds = 0;
  let waiting: (() => void) | undefined;
  const watched = {
    removeUnusedClients: store.removeUnusedClients,
    removeUsage: store.removeUsage,
    endExpiredGrants: async () => 0,
    dropAsides: store.dropAsides,
    async expire(before: number, limit: number) {
      const expired = await store.expire(before, limit);
      rounds += 1;
      waiting?.();
      return expired;
    },
  };
  const nextRound = () =>
    new Promise<void>((resolve) => {
      waiting = resolve;
    });
  const failed = { error: () => assert.fail('it failed') };
  const cleaner = startCleaner(watched, clock, failed, KEPT, ALWAYS, 0);
  await nextRound();
  now = NOW + HOUR + DAY;
  await nextRound();
  assert.ok(await store.accessToken(first.access.hash), 'gone within its grace');
  now += 1;
  await nextRound();
  assert.equal(await store.accessToken(first.access.hash), null);
  assert.ok(await store.refreshToken(first.refresh.hash));
  await cleaner.stop();
  const ended = rounds;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(rounds, ended);
});

it('looks at fewer rows after a removal that held others up for long, and at more again', async (t) => {
  keepAwake(t);
  const limits: number[] = [];
  const slow = Promise.withResolvers<void>();
  const store = {
    removeUnusedClients: async () => 0,
    removeUsage: async () => 0,
    endExpiredGrants: async () => 0,
    dropAsides: async () => 0,
    async expire(_: number, limit: number) {
      limits.push(limit);
      if (limits.length === 9) slow.resolve();
      return { removed: 1, held: limits.length <= 5 ? 3 : 2, roundEnded: false };
    },
  };
  const failed = { error: () => assert.fail('it failed') };
  const cleaner = startCleaner(store, { now: () => NOW }, failed, KEPT, ALWAYS);
  await slow.promise;
  await cleaner.stop();
  assert.deepEqual(limits, [1_000, 500, 250, 125, 100, 100, 200, 400, 800]);
});

it('rests after a round over all tables, and not before', async (t) => {
  keepAwake(t);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const calls: string[] = [];
  const answers = ['in the middle', 'in the middle', 'at the end', 'at the end'];
  const store = {
    removeUnusedClients: async () => 0,
    removeUsage: async () => 0,
    endExpiredGrants: async () => 0,
    dropAsides: async () => 0,
    async expire() {
      const answer = answers[calls.length] ?? 'in the middle';
      calls.push(answer);
      return { removed: calls.length === 1 ? 1 : 0, held: 0, roundEnded: answer === 'at the end' };
    },
  };
  const cleaner = startCleaner(
    ...([store, { now: () => NOW }, { error: () => assert.fail('it failed') }, KEPT, ALWAYS] as const),
  );
  const after = async (ms: number) => {
    t.mock.timers.tick(ms);
    for (let turns = 0; turns < 9; turns++) await new Promise((resolve) => setImmediate(resolve));
    return calls.length;
  };
  assert.equal(await after(20), 1);
  assert.equal(await after(20), 2, 'at once, while there is something to remove');
  assert.equal(await after(249), 2);
  assert.equal(await after(1), 3);
  // The steady clock is the real one, on which hardly any time has passed since the round began.
  assert.equal(await after(55_000), 3, 'the round had ended');
  assert.equal(await after(5_000), 4);
  await cleaner.stop();
});

it('removes counters of calls when they were kept 400 days longer than the rows about calls', async (t) => {
  keepAwake(t);
  const files = folder();
  const usage = usageKept({ days: 2_557, kinds: { 'api.called': 400 } });
  assert.deepEqual([usage, usageKept({ days: 30, kinds: {} })], [800 * DAY, 430 * DAY]);
  let now = NOW + usage;
  const clock = { now: () => now };
  const store = await openSqliteStore(files.path('usage.db'), { clock });
  t.after(async () => {
    await store.close();
    files.remove();
  });
  await store.record([event('api.called'), event('api.called', { at: NOW + HOUR })]);
  let seen = (_: number) => {};
  const watched = {
    ...{ expire: store.expire, removeUnusedClients: store.removeUnusedClients, dropAsides: store.dropAsides },
    endExpiredGrants: store.endExpiredGrants,
    async removeUsage(before: number, limit: number) {
      const removed = await store.removeUsage(before, limit);
      seen(removed);
      return removed;
    },
  };
  const nextRound = () =>
    new Promise<number>((resolve) => {
      seen = resolve;
    });
  const failed = { error: () => assert.fail('it failed') };
  const cleaner = startCleaner(watched, clock, failed, { ...KEPT, usage }, ALWAYS, 0);
  assert.equal(await nextRound(), 0);
  now += 1;
  assert.equal(await nextRound(), 1);
  await cleaner.stop();
  assert.deepEqual(
    (await store.usagePage({ limit: 9 })).counts.map(({ hour }) => hour),
    [NOW + HOUR],
  );
});

it('says that it failed, and can still be stopped', async (t) => {
  keepAwake(t);
  const failure = new Error('disk I/O error');
  const logged = Promise.withResolvers<unknown>();
  const cleaner = startCleaner(
    {
      expire: () => Promise.reject(failure),
      removeUnusedClients: async () => 0,
      removeUsage: async () => 0,
      endExpiredGrants: async () => 0,
      dropAsides: async () => 0,
    },
    { now: () => NOW },
    { error: (context: unknown) => logged.resolve(context) },
    KEPT,
    ALWAYS,
  );
  assert.deepEqual(await logged.promise, { error: 'Error: disk I/O error' });
  await cleaner.stop();
});

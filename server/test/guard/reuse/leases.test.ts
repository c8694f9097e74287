import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Leases } from '../../../src/guard/reuse/leases.ts';
import { Counters } from '../../../src/limits/counters.ts';

const quota = (calls: number, per = 3_600, key = 'client/a') => ({ name: 'client', key, calls, per });

function opened() {
  const clock = { now: 0 };
  const counters = new Counters();
  return { clock, counters, leases: new Leases(counters, { now: () => clock.now }) };
}

async function used(counters: Counters, of: ReturnType<typeof quota>): Promise<number> {
  return (await counters.look([of], 0))[0]?.calls ?? 0;
}

test('gives a tenth of what the narrowest window has left, counted in all of them', async () => {
  const { counters, leases } = opened();
  const [wide, narrow] = [quota(1_000, 86_400, 'd'), quota(101, 3_600, 'h')];
  const uses = await counters.take([wide, narrow]);
  const lease = await leases.give(uses);
  assert.equal(lease?.calls, 10);
  assert.deepEqual([await used(counters, wide), await used(counters, narrow)], [11, 11]);
  assert.deepEqual(
    lease?.windows.map(({ left }) => left),
    [989, 90],
  );
});

test('gives none of the last calls, and nothing where nothing is limited', async () => {
  const { counters, leases } = opened();
  assert.equal((await leases.give(await counters.take([quota(10)])))?.calls, 0);
  assert.equal(await used(counters, quota(10)), 1);
  assert.equal(await leases.give([]), null);
});

test('takes back what was not used, once and never more than was given', async () => {
  const { counters, leases } = opened();
  const lease = await leases.give(await counters.take([quota(101)]));
  await leases.giveBack(lease?.id ?? '', 1_000);
  assert.equal(await used(counters, quota(101)), 1);
  await leases.giveBack(lease?.id ?? '', 5);
  await leases.giveBack('unknown', 5);
  assert.equal(await used(counters, quota(101)), 1);
});

test('takes nothing back into a window that has begun since, nor long afterwards', async () => {
  for (const [per, later] of [
    [60, 60_000],
    [86_400, 120_000],
  ] as const) {
    const { clock, counters, leases } = opened();
    const lease = await leases.give(await counters.take([quota(101, per)]));
    clock.now = later;
    // Others come and go; what is overdue is forgotten.
    await leases.give(await counters.take([quota(101, per, 'other')]));
    await leases.giveBack(lease?.id ?? '', 10);
    assert.equal(await used(counters, quota(101, per)), 11);
  }
});

test('lends a busy API as many calls as it used in the last second, and fewer when most came back', async () => {
  const { clock, counters, leases } = opened();
  const wide = quota(1_000_000);
  const lend = async () => leases.give(await counters.take([wide]));
  const given: string[] = [];
  for (let lease = 0; lease < 30; lease++) {
    const lent = await lend();
    assert.equal(lent?.calls, 100);
    given.push(lent?.id ?? '');
  }
  clock.now = 1_000;
  assert.equal((await lend())?.calls, 3_000);
  for (const id of given.slice(10)) await leases.giveBack(id, 100);
  assert.equal((await lend())?.calls, 1_000);
  // Never more than a tenth of what is left, and nothing is remembered of a time that is over.
  const narrow = quota(1_000, 86_400, 'client/a of a day');
  await counters.take([narrow], 900);
  assert.equal((await leases.give(await counters.take([wide, narrow])))?.calls, 9);
  clock.now = 4_000;
  assert.equal((await lend())?.calls, 100);
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { shareChores } from '../../src/nodes/chores.ts';

const QUIET = { error: () => assert.fail('it failed') };

/** A store whose lease ends when the test says so. */
function leasing() {
  const asked: string[] = [];
  const leases = {
    holder: null as string | null,
    asked,
    async takeLease({ holder }: { holder: string }) {
      asked.push(holder);
      leases.holder ??= holder;
      return leases.holder === holder;
    },
    async endLease({ holder }: { holder: string }) {
      if (leases.holder === holder) leases.holder = null;
    },
  };
  return leases;
}

it('one node has the chores; another takes them over when it leaves, or when its lease ends', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const store = leasing();
  const settle = async () => {
    t.mock.timers.tick(20_000);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const one = await shareChores(store, QUIET, 'one');
  const two = await shareChores(store, QUIET, 'two');
  t.after(() => two.stop());
  assert.deepEqual([one.areMine(), two.areMine()], [true, false]);
  await settle();
  assert.deepEqual([one.areMine(), two.areMine(), store.asked.length], [true, false, 4]);

  await one.stop();
  assert.equal(one.areMine(), false);
  await settle();
  assert.equal(two.areMine(), true);

  store.holder = 'a third that found it ended';
  await settle();
  assert.equal(two.areMine(), false);
});

it('a node that cannot renew its lease stops when it ends, by its own steady clock', async (t) => {
  const now = t.mock.method(performance, 'now', () => 5_000);
  let down = false;
  const failures: unknown[] = [];
  const store = {
    async takeLease() {
      if (down) throw new Error('the database is away');
      return true;
    },
    endLease: () => Promise.reject(new Error('the database is away')),
  };
  const log = { error: (about: unknown) => void failures.push(about) };
  const chores = await shareChores(store, log, 'one');
  assert.equal(chores.areMine(), true);
  down = true;
  now.mock.mockImplementation(() => 5_000 + 59_999);
  assert.equal(chores.areMine(), true);
  now.mock.mockImplementation(() => 5_000 + 60_000);
  assert.equal(chores.areMine(), false);
  await chores.stop();
  assert.deepEqual(failures, [{ error: 'Error: the database is away' }]);
});

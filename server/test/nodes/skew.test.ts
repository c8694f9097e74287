import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/lib/clock.ts';
import { DatabaseClock } from '../../src/nodes/database-clock.ts';
import { approved, MINUTE, redemption, seed } from '../store/fixtures.ts';
import { place, withoutPostgres } from '../store/postgres/server.ts';

const QUIET = { warn: () => {}, info: () => {} };

test('a code of one node is as old on every other, whose machine is five minutes ahead or behind', {
  skip: await withoutPostgres(),
}, async (t) => {
  const shared = await place();
  t.after(() => shared.remove());
  const nodes = await Promise.all(
    [0, 5 * MINUTE, -5 * MINUTE].map(async (ahead) => {
      const machine = { ...systemClock, now: () => Date.now() + ahead };
      const clock = new DatabaseClock(machine);
      const store = await shared.open({ clock, follow: false });
      t.after(await clock.follow(store, QUIET));
      return { machine, clock, store };
    }),
  );
  await nodes[0]?.store.seedOnce(seed());
  for (const made of nodes) {
    for (const used of nodes) {
      // Taken apart: an authorization that is given again would end the code of the one before.
      const begun = await approved(made.store, { now: made.clock.now() });
      const redeem = (now: number) => used.store.redeemCode(redemption(begun, { now }));
      const wrong = used.machine.now() - made.machine.now();
      // By the clocks of the machines it would be refused, or be good for minutes longer.
      if (wrong > MINUTE) assert.equal(await redeem(made.clock.now() + wrong), 'expired');
      assert.equal(await redeem(used.clock.now()), 'redeemed');
    }
  }
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startCleaner } from '../../src/store/expiry/cleaner.ts';
import { watchClock } from '../../src/store/expiry/clock-watch.ts';
import type { Store } from '../../src/store/store.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { connected, DAY, folder, HOUR, NOW, SECOND, seed } from './fixtures.ts';
import { openNewStore } from './made-before.ts';

const KEPT = { unusedClients: 30 * DAY, usage: 800 * DAY };

const MINUTE = 60 * SECOND;

describe('a watch over the clock', () => {
  let files: ReturnType<typeof folder>;
  let store: Store;
  let ofDay: number;
  let even: number;
  let warnings: unknown[];
  const clock = { now: () => ofDay, steady: () => even };
  const log = { warn: (about: unknown) => void warnings.push(about), error: () => assert.fail('it failed') };
  const watching = () => watchClock(store, clock, log);
  const pass = (milliseconds: number) => {
    ofDay += milliseconds;
    even += milliseconds;
  };

  beforeEach(async () => {
    [ofDay, even, warnings] = [NOW, 5_000, []];
    files = folder();
    store = await openNewStore(files.path('clock.db'), { clock });
    await store.seedOnce(seed());
  });
  afterEach(async () => {
    await store.close();
    files.remove();
  });

  it('deletes nothing because the clock was ahead for a few seconds', async (t) => {
    const awake = setInterval(() => {}, 1_000);
    t.after(() => clearInterval(awake));
    const { first } = await connected(store);
    const watch = await watching();
    let looked = Promise.withResolvers<void>();
    const asking = {
      mayDelete() {
        const may = watch.mayDelete();
        looked.resolve();
        return may;
      },
    };
    const cleaner = startCleaner(store, clock, log, KEPT, asking, 1);
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round++) {
        looked = Promise.withResolvers();
        await looked.promise;
      }
    };
    await rounds(2);
    ofDay += 400 * DAY;
    await rounds(8);
    ofDay -= 400 * DAY;
    await rounds(2);
    await cleaner.stop();
    watch.stop();
    assert.ok(await store.refreshToken(first.refresh.hash), 'gone for good');
    assert.equal((await store.refreshToken(first.refresh.hash))?.refresh.expiresAt, first.refresh.expiresAt);
  });

  for (const [what, leap] of [
    ['forward', 400 * DAY],
    ['back', -2 * HOUR],
    ['by a little more than a minute', MINUTE + 1],
  ] as const) {
    it(`doubts a clock that leaps ${what} until it has gone evenly for an hour, and says so once`, async () => {
      const watch = await watching();
      assert.equal(watch.mayDelete(), true);
      ofDay += leap;
      assert.equal(watch.mayDelete(), false);
      for (let minute = 0; minute < 59; minute++) {
        pass(MINUTE);
        assert.equal(watch.mayDelete(), false);
      }
      assert.deepEqual(warnings, [{ seconds: Math.round(leap / SECOND) }]);
      pass(MINUTE);
      assert.equal(watch.mayDelete(), true);
      watch.stop();
    });
  }

  it('takes it as usual that a clock is put right by a little now and then', async () => {
    const watch = await watching();
    for (let hour = 0; hour < 48; hour++) {
      pass(HOUR);
      ofDay -= SECOND;
      assert.equal(watch.mayDelete(), true);
    }
    watch.stop();
  });

  it('believes a person who says that it is right, and nobody who said so before', async () => {
    const watch = await watching();
    await watch.look();
    ofDay += 400 * DAY;
    await watch.look();
    assert.equal(watch.mayDelete(), false);
    await store.believeTime(NOW - DAY);
    await watch.look();
    assert.equal(watch.mayDelete(), false);
    // As latchkey clock confirm does, in another process.
    await store.believeTime(ofDay);
    pass(30 * SECOND);
    await watch.look();
    assert.equal(watch.mayDelete(), true);
    watch.stop();
  });

  it('doubts a clock that is elsewhere when it starts than it was when it was last believed', async () => {
    (await watching()).stop();
    ofDay += 400 * DAY;
    const ahead = await watching();
    assert.equal(ahead.mayDelete(), false);
    ahead.stop();
    // The next start does not go by a time that was not believed.
    const again = await watching();
    assert.equal(again.mayDelete(), false);
    again.stop();
    ofDay -= 400 * DAY - 30 * MINUTE;
    const right = await watching();
    assert.equal(right.mayDelete(), true);
    right.stop();
  });

  it('keeps keys from being replaced and dropped as well', async () => {
    const watch = await watching();
    const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: 'watched', clock, watch });
    const before = keys.published();
    ofDay += 400 * DAY;
    await keys.upkeep();
    assert.deepEqual(keys.published(), before);
    pass(HOUR);
    watch.mayDelete();
    pass(HOUR);
    await keys.upkeep();
    assert.notDeepEqual(keys.published(), before);
    watch.stop();
  });
});

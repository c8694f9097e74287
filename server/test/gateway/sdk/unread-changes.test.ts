import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChangeFeed } from '../../../src/gateway/sdk/change-feed.ts';
import { SECOND } from '../../../src/lib/clock.ts';
import { TenantId } from '../../../src/model/index.ts';
import { openWorld } from '../../guard/world.ts';
import { event } from '../../store/fixtures.ts';

test('gives no sign of life while it cannot be read what has changed', async (t) => {
  const world = await openWorld();
  const { store } = world.api;
  const errors: unknown[] = [];
  let broken = false;
  let reads = 0;
  const readable = {
    newestChange: () => store.newestChange(),
    onChange: store.onChange,
    async changesAfter(...place: Parameters<typeof store.changesAfter>) {
      reads++;
      if (broken) throw new Error('disk I/O error');
      return store.changesAfter(...place);
    },
  };
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const feed = await ChangeFeed.open(readable, { error: (each: unknown) => errors.push(each) });
  t.after(async () => {
    feed.close();
    await world.close();
  });
  const heard = feed.follow(undefined);
  const next = async () => (await heard.next()).value?.kind;
  assert.deepEqual([await next(), await next()], ['hello', 'beat']);

  broken = true;
  await store.record([event('role.changed', { tenantId: TenantId('org_a') })]);
  const told = next();
  for (const before = reads; reads < before + 3; ) {
    t.mock.timers.tick(SECOND);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(errors.length >= 3);
  broken = false;
  t.mock.timers.tick(SECOND);
  assert.equal(await told, 'changed', 'before any beat');
  assert.equal(await next(), 'beat');
});

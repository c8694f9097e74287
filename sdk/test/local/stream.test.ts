import assert from 'node:assert/strict';
import { it } from 'node:test';
import { guarded, unfollowed } from './guarded.ts';
import { connect, newPlace, startWorld, worldFor } from './world.ts';

it('asks when it has heard nothing for a while, whatever it remembers', async (t) => {
  const world = await worldFor(t);
  const { token } = await connect(world.api);
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  const guard = unfollowed({ ...world, url: world.url }, { staleAfter: 2 });
  t.after(() => guard.close());
  await guard.next('up');
  assert.equal(await guard.basis(token), 'asked');
  assert.equal(await guard.basis(token), 'stream');
  now += 2_001;
  assert.equal(await guard.basis(token), 'asked');
});

it('forgets everything when Latchkey was restarted', async (t) => {
  const place = await newPlace();
  const first = await startWorld(place);
  const { token } = await connect(first.api);
  const guard = await guarded(null, first);
  assert.equal(await guard.basis(token), 'asked');
  const anew = guard.next('anew');
  await first.close();
  const second = await startWorld(place, {}, first.port);
  t.after(async () => {
    await guard.close();
    await second.close();
    await place.remove();
  });
  await anew;
  assert.equal(await guard.basis(token), 'asked');
});

it('finds no stream without the guard key', async (t) => {
  const world = await worldFor(t);
  for (const endpoint of ['events', 'calls']) {
    for (const key of [undefined, 'wrong']) {
      const headers = { 'latchkey-challenge': 'c'.repeat(32), ...(key ? { 'latchkey-guard-key': key } : {}) };
      assert.equal((await fetch(`${world.url}/${endpoint}`, { headers })).status, 404);
    }
  }
});

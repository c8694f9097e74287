import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guarded } from './guarded.ts';
import { connect, worldFor } from './world.ts';

test('a call that is named by its body is asked about every time: one kind opens no other under the same address', async (t) => {
  const world = await worldFor(t);
  const guard = await guarded(t, world);
  const { token } = await connect(world.api);
  const rpc = (operation?: string) =>
    guard.basis(token, { uri: '/rpc', ...(operation === undefined ? {} : { operation }) });
  assert.equal(await rpc('look'), 'asked');
  assert.equal(await rpc('look'), 'asked');
  assert.equal(await rpc('take'), 'insufficient_role');
  assert.equal(await rpc(), 'asked');
  assert.equal(
    await rpc('take'),
    'insufficient_role',
    'what the address alone was let through for does not count',
  );
});

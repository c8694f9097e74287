import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { KEY_PURPOSES } from '../../src/store/sealed-keys/verbs.ts';
import type { Store } from '../../src/store/store.ts';
import { changeMasterKey, openKeys } from '../../src/tokens/keyring.ts';
import { sealUnder } from '../../src/tokens/sealing.ts';
import { folder } from '../store/fixtures.ts';
import { newSchema, postgresUrl, withoutPostgres } from '../store/postgres/server.ts';
import { openPlace, type ProcessPlace } from '../store/process-place.ts';

const VICTIM = fileURLToPath(new URL('./reseal-victim.ts', import.meta.url));
const CLOCK = { now: () => Date.now() };

async function allKeys(store: Store) {
  return (await Promise.all(KEY_PURPOSES.map((purpose) => store.sealedKeys(purpose)))).flat();
}

/** Kills the change of the master key in the middle, while two nodes have both keys, and ends it after. */
async function changeWhileServing(t: TestContext, place: ProcessPlace): Promise<void> {
  const [current, next] = [randomBytes(32), randomBytes(32)];
  const store = await openPlace(place, CLOCK);
  t.after(() => store.close());
  const openWith = (masterKey: Buffer | { current: Buffer; next: Buffer }) =>
    openKeys({ store, masterKey, apiName: 'demo', clock: CLOCK });
  const before = await openWith(current);
  for (let count = 0; count < 60; count++) await before.rotateSuccessionKey();
  const nodes = [await openWith({ current, next }), await openWith({ current, next })];
  const [node] = nodes;
  assert.ok(node);
  const under = async (masterKey: Buffer) => {
    const { masterId } = sealUnder(masterKey);
    return (await allKeys(store)).filter(({ sealed }) => sealed.startsWith(`v1.${masterId}.`)).length;
  };
  // A node that has only the old key may still be there, so nothing is sealed under the new one yet.
  await node.rotateSuccessionKey();
  assert.equal(await under(next), 0);

  const args = [VICTIM, JSON.stringify(place), current.toString('hex'), next.toString('hex')];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  assert.equal((await once(child, 'exit'))[1], 'SIGKILL');
  const [old, fresh] = [await under(current), await under(next)];
  assert.ok(old > 0 && fresh > 0, `${old} under the old, ${fresh} under the new`);

  for (const each of nodes) {
    await each.upkeep();
    assert.deepEqual(each.published(), before.published());
    // From now on what is made is sealed under the new one, so that nothing is left behind.
    await each.rotateSuccessionKey();
  }
  assert.deepEqual([await under(current), await under(next)], [old, fresh + 2]);
  await assert.rejects(openWith(next), /sealed under another master key/);

  await changeMasterKey({ store, from: current, to: next, apiName: 'demo' });
  assert.equal(await under(current), 0);
  await node.upkeep();
  const after = await openWith(next);
  assert.deepEqual(after.published(), before.published());
  assert.deepEqual(after.subject(), before.subject());
  await assert.rejects(openWith(current), /sealed under another master key/);
  // SDKs and proxies exchange their key while both count.
  assert.deepEqual(node.guardKeys(), [before.guardKey(), after.guardKey()]);
  assert.deepEqual(after.guardKeys(), [after.guardKey()]);
}

test('the master key changes while nodes serve, also when the change is killed in the middle', async (t) => {
  const files = folder();
  t.after(files.remove);
  await changeWhileServing(t, { file: files.path('keys.db') });
});

test('the master key changes while nodes on PostgreSQL serve, also when the change is killed in the middle', {
  skip: await withoutPostgres(),
}, async (t) => {
  await changeWhileServing(t, { url: (await postgresUrl()) ?? '', schema: newSchema() });
});

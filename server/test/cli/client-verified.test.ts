import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { client } from '../pages/site.ts';
import { folderFor, shell } from './shell.ts';

test('the operator vouches for a client that was made on a page, and for no other', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home);
  await type(['tenant', 'add', 'acme']);
  const store = await openSqliteStore(join(home, '.latchkey', 'shop.sqlite'));
  t.after(() => store.close());
  const origins = ['page', 'seed', 'registration', 'document'] as const;
  for (const origin of origins) await store.createClient(client({ id: origin, origin }), null, []);
  const verified = async () => (await store.client('page', 0))?.client.settings.verified;

  assert.equal(
    (await type(['client', 'set', 'page', '--verified'])).out.split('\n').at(-1),
    'verified   yes, as Casebridge, https://casebridge.example/callback',
  );
  assert.equal(await verified(), true);
  await type(['client', 'set', 'page', '--any-ip']);
  assert.equal(await verified(), true, 'another setting leaves it as it is');
  await type(['client', 'set', 'page', '--not-verified']);
  assert.equal(await verified(), undefined);
  const rows = await store.auditTrail({ kind: 'client.changed', clientId: 'page', limit: 9 });
  assert.deepEqual(rows.map(({ detail }) => detail.verified).reverse(), [true, true, false]);

  // One that was made here, and then changed by its owner, can be looked at again.
  await type(['client', 'set', 'seed', '--not-verified']);
  assert.equal((await store.client('seed', 0))?.client.settings.verified, false);
  assert.equal((await type(['client', 'set', 'seed', '--verified'])).code, 0);

  for (const origin of origins.slice(1)) {
    const refused = await type(['client', 'set', origin, '--verified']);
    assert.match(refused.err, origin === 'seed' ? /vouched for already/ : /describes itself/);
  }
  assert.match((await type(['client', 'set', 'page', '--verified', '--not-verified'])).err, /one of the two/);
});

import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { familiesOfCodes } from '../../src/store/migrations/0048-families-of-codes.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { approved, folder, NOW, redemption, seed } from './fixtures.ts';

test('a code from before codes named a family is redeemed once', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('earlier.db');
  const clock = { now: () => NOW };
  const before = await openSqliteStore(file, { clock });
  await before.seedOnce(seed());
  const begun = await approved(before);
  await before.close();
  const earlier = new DatabaseSync(file);
  earlier.exec('UPDATE authorization_codes SET family_id = NULL');
  earlier.exec(familiesOfCodes);
  earlier.close();

  const store = await openSqliteStore(file, { clock });
  t.after(() => store.close());
  const familyId = (await store.code(begun.codeHash))?.code.familyId ?? '';
  assert.match(familyId, /^fam_./);
  const outcomes = [];
  for (let time = 0; time < 2; time++)
    outcomes.push(await store.redeemCode(redemption({ ...begun, familyId })));
  assert.deepEqual(outcomes, ['redeemed', 'replayed']);
});

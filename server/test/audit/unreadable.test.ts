import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSchema } from '../../src/cli/doctor/data-checks.ts';
import { DAY } from '../../src/lib/clock.ts';
import type { AuditKind } from '../../src/model/index.ts';
import { acme } from '../oauth/acme.ts';
import { sealedLog } from './sealed.ts';

const CALLS: AuditKind[] = [
  'api.called',
  'token.issued',
  'api.called',
  'session.opened',
  'api.called',
  'api.called',
];

const NONSENSE: [string, string][] = [
  ['that is no JSON', `leaves = 'nonsense'`],
  ['that is no list of rows', `leaves = '[1,2]'`],
  ['that is no number', `rows = 'many'`],
  ['that is of no known type', `root = x'00'`],
];

for (const [what, change] of NONSENSE) {
  test(`a part of a seal ${what} is one finding, and the others are still held against their rows`, async (t) => {
    const log = await sealedLog(t);
    await log.record(CALLS);
    await log.seal();
    await log.record(['api.called']);
    await log.seal();
    log.attack(
      `UPDATE audit_seal_parts SET ${change} WHERE seal = 1 AND kind = 'api.called'`,
      `UPDATE audit SET ip = 'elsewhere' WHERE id = 2`,
    );
    const { said, sound } = await log.verify();
    assert.deepEqual(said, [
      'what seal 1 says of its "api.called" rows cannot be read any more',
      'row 2 (token.issued) was changed',
    ]);
    assert.equal(sound, 2);
    log.time.now += 400 * DAY;
    await assert.rejects(log.removeOld(365), /Seal 1 is not as it was made, so nothing leaves/);
  });
}

test('a trigger that keeps rows from the log is named, and a view in place of a table', async (t) => {
  const log = await sealedLog(t);
  const config = acme();
  assert.deepEqual(await checkSchema(log.store, config.name), []);
  log.attack(
    `CREATE TRIGGER "unseen\u001b" AFTER INSERT ON audit WHEN NEW.kind = 'api.called'
     BEGIN DELETE FROM audit WHERE id = NEW.id; END`,
    `CREATE VIEW seals AS SELECT * FROM audit_seals`,
  );
  await log.record(CALLS);
  await log.seal();
  const trigger = 'the database has the trigger "unseen\\u001b" on "audit", which is none of Latchkey\'s';
  const { said, sound, findings } = await log.verify();
  assert.deepEqual(said, [
    `${trigger} and can keep rows from the log`,
    `the database has the view "seals", which is none of Latchkey's and can keep rows from the log`,
  ]);
  assert.deepEqual([findings[0]?.what, sound], ['schema', 2]);
  const [first, second, ...more] = await checkSchema(log.store, config.name);
  assert.deepEqual([first?.level, second?.level, more], ['unsafe', 'unsafe', []]);
  assert.match(first?.what ?? '', /^The database of acme has the trigger "unseen\\u001b" on "audit"/);
});

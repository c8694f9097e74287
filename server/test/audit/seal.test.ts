import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_ROWS, sealLog, unhurried } from '../../src/audit/seal/sealer.ts';
import { verifyLog } from '../../src/audit/seal/verify.ts';
import { DAY } from '../../src/lib/clock.ts';
import type { AuditKind } from '../../src/model/index.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { sealedLog } from './sealed.ts';

const CALLS: AuditKind[] = [
  'api.called',
  'token.issued',
  'api.called',
  'session.opened',
  'api.called',
  'api.called',
];

test('verifying reads each row under its own seal alone', async (t) => {
  const log = await sealedLog(t);
  const count = 3 * MOST_ROWS;
  await log.record(Array.from({ length: count }, () => 'api.called'));
  await log.seal();
  let read = 0;
  const store = {
    ...log.store,
    async storedAfter(...asked: Parameters<typeof log.store.storedAfter>) {
      const rows = await log.store.storedAfter(...asked);
      read += rows.length;
      return rows;
    },
  };
  const { keys, clock } = log;
  const { sound } = await verifyLog({ store, keys, clock, retention: { days: 1, kinds: {} } }, ({ text }) =>
    assert.fail(text),
  );
  assert.equal(sound, count);
  // Once more for rows that stand before the first seal.
  assert.ok(read <= 2 * count, `${read} rows were read`);
});

test('an untouched log is sound, however it was cut into seals', async (t) => {
  const log = await sealedLog(t);
  assert.deepEqual((await log.verify()).said, []);
  await log.record(CALLS);
  await log.seal();
  await log.record(Array.from({ length: 2 * MOST_ROWS }, () => 'api.called'));
  await log.seal();
  await log.record(['token.revoked']);
  const { said, seals, sound, unsealed, head } = await log.verify();
  assert.deepEqual(said, []);
  assert.deepEqual([seals, sound, unsealed], [3, CALLS.length + 2 * MOST_ROWS, 1]);
  assert.equal(head?.number, 3);
  assert.equal((await log.seal())?.number, 4);
  assert.equal((await log.seal())?.number, 4, 'nothing new, no new seal');
});

const ATTACKS: [string, string[], string[]][] = [
  [
    'a changed outcome',
    [`UPDATE audit SET outcome = 'denied' WHERE id = 3`],
    ['row 3 (api.called) was changed'],
  ],
  [
    'a changed member of the detail',
    [`UPDATE audit SET detail = '{"by":"somebody else"}' WHERE id = 8`],
    ['row 8 (token.issued) was changed'],
  ],
  [
    'an address that was taken out',
    ['UPDATE audit SET ip = NULL WHERE id = 1'],
    ['row 1 (api.called) was changed'],
  ],
  [
    'a row that is called something else now',
    [`UPDATE audit SET kind = 'session.ended' WHERE id = 4`],
    ['row 4 (session.opened, now session.ended) was changed'],
  ],
  ['a missing row', ['DELETE FROM audit WHERE id = 5'], ['row 5 (api.called) is missing']],
  [
    'several missing rows',
    ['DELETE FROM audit WHERE id IN (2, 7)'],
    ['row 2 (token.issued) is missing', 'row 7 (api.called) is missing'],
  ],
  [
    'two rows that changed places',
    [
      'UPDATE audit SET id = -1 WHERE id = 3',
      'UPDATE audit SET id = 3 WHERE id = 5',
      'UPDATE audit SET id = 5 WHERE id = -1',
    ],
    ['row 3 holds what row 5 held (api.called)', 'row 5 holds what row 3 held (api.called)'],
  ],
  [
    'a row in the place of one that was removed',
    ['DELETE FROM audit WHERE id = 5', 'UPDATE audit SET id = 5 WHERE id = 6'],
    ['row 5 holds what row 6 held (api.called)', 'row 6 (api.called) is missing'],
  ],
  [
    'a row that cannot be read',
    [`UPDATE audit SET detail = 'nonsense' WHERE id = 9`],
    ['row 9 (api.called) cannot be read any more'],
  ],
  [
    'a row before everything',
    [`INSERT INTO audit (id, kind, at, outcome, detail) VALUES (-7, 'api.called', 0, 'allowed', '{}')`],
    ['row -7 stands before everything that was sealed'],
  ],
  [
    'a row and its digest changed together',
    [
      `UPDATE audit SET outcome = 'denied' WHERE id = 3`,
      `UPDATE audit_seal_parts SET leaves = replace(leaves, '[3,"', '[3,"x') WHERE seal = 1 AND kind = 'api.called'`,
    ],
    ['the digests of the api.called rows 1 to 6 were changed', 'row 3 (api.called) was changed'],
  ],
  [
    'a row that is gone, its digest under the number of another row of its kind',
    [
      'DELETE FROM audit WHERE id = 5',
      `UPDATE audit_seal_parts SET leaves = replace(leaves, '[5,"', '[6,"') WHERE seal = 1 AND kind = 'api.called'`,
    ],
    ['the list of rows in seal 1 names row 6 twice, in place of another'],
  ],
  [
    'a row that is gone, its digest under the number of a row of another kind',
    [
      'DELETE FROM audit WHERE id = 2',
      `UPDATE audit_seal_parts SET leaves = replace(leaves, '[2,"', '[4,"') WHERE seal = 1 AND kind = 'token.issued'`,
    ],
    ['the list of rows in seal 1 names row 4 twice, in place of another'],
  ],
  [
    'a part of a seal',
    [`UPDATE audit_seal_parts SET rows = 3 WHERE seal = 1 AND kind = 'api.called'`],
    ['the list of rows in seal 1 was changed'],
  ],
  [
    'a seal that names another root',
    [`UPDATE audit_seals SET root = 'AAAA' WHERE number = 1`],
    [
      'seal 1 was not made by this Latchkey',
      'the list of rows in seal 1 was changed',
      'seal 2 does not follow seal 1 as it is now',
    ],
  ],
  [
    'a seal that is gone',
    ['DELETE FROM audit_seals WHERE number = 1'],
    ['row 1 stands before everything that was sealed', 'and no entry says that earlier ones left'],
  ],
  [
    'rows that are said to have left by rule',
    [
      `DELETE FROM audit WHERE kind = 'api.called' AND id < 7`,
      `UPDATE audit_seal_parts SET leaves = NULL WHERE seal = 1 AND kind = 'api.called'`,
    ],
    ['4 rows of api.called under seal 1 are gone, and no entry says that they left'],
  ],
  [
    'the same, with a forged entry that says so',
    [
      `DELETE FROM audit WHERE kind = 'api.called' AND id < 7`,
      `UPDATE audit_seal_parts SET leaves = NULL WHERE seal = 1 AND kind = 'api.called'`,
      `UPDATE audit SET kind = 'audit.removed', detail = '{"rows":4,"firstSeal":1,"through":{"api.called":1}}' WHERE id = 7`,
    ],
    ['row 7 (api.called, now audit.removed) was changed', 'no entry says that they left'],
  ],
];

for (const [what, statements, expected] of ATTACKS) {
  test(`${what} is found and named`, async (t) => {
    const log = await sealedLog(t);
    await log.record(CALLS);
    await log.seal();
    await log.record(['api.called', 'token.issued', 'api.called']);
    await log.seal();
    log.attack(...statements);
    const { said } = await log.verify();
    for (const sentence of expected) {
      assert.ok(
        said.some((each) => each.includes(sentence)),
        `${sentence}\nnot in\n${said.join('\n')}`,
      );
    }
  });
}

test('an attacker with the file but not the master key cannot make a seal', async (t) => {
  const log = await sealedLog(t);
  await log.record(CALLS);
  await log.seal();
  log.attack('DELETE FROM audit_seals', 'DELETE FROM audit_seal_parts', 'DELETE FROM audit WHERE id = 2');
  const masterKey = Buffer.alloc(32, 7);
  log.attack(`DELETE FROM sealed_keys`);
  const forged = await openKeys({ store: log.store, masterKey, apiName: 'acme', clock: log.clock });
  await sealLog({ store: log.store, keys: forged, clock: log.clock });
  assert.deepEqual((await log.verify()).said, ['seal 1 was not made by this Latchkey']);
});

test('a cut-off end is detected with an earlier note of it', async (t) => {
  const log = await sealedLog(t);
  await log.record(CALLS);
  await log.seal();
  await log.record(CALLS);
  await log.seal();
  const { head } = await log.verify();
  assert.ok(head);
  assert.deepEqual((await log.verify(head)).said, []);
  const cut = ['audit_seals WHERE number = 2', 'audit_seal_parts WHERE seal = 2', 'audit WHERE id > 6'];
  log.attack(...cut.map((rows) => `DELETE FROM ${rows}`));
  assert.deepEqual((await log.verify()).said, [], 'nothing in the database tells');
  assert.deepEqual((await log.verify(head)).said, ['the log ends before seal 2, which was written down']);
  await log.record(['session.opened']);
  await log.seal();
  assert.deepEqual((await log.verify(head)).said, ['seal 2 is not the one that was written down']);
});

test('rows that an attacker removed do not count as removed by rule', async (t) => {
  const log = await sealedLog(t);
  for (const day of [1, 2, 3, 4]) {
    await log.record(['api.called', 'authorization.revoked', 'token.issued']);
    await log.seal();
    if (day < 4) log.time.now += 10 * DAY;
  }
  log.attack(
    `DELETE FROM audit WHERE kind = 'authorization.revoked' AND id < 8`,
    `UPDATE audit_seal_parts SET leaves = NULL WHERE kind = 'authorization.revoked' AND seal IN (1, 2)`,
    'DELETE FROM audit WHERE id < 4',
    'UPDATE audit_seal_parts SET leaves = NULL WHERE seal = 1',
  );
  const before = await log.verify();
  assert.ok(before.said.includes(gone('authorization.revoked', 2)), before.said.join());
  assert.ok((await log.removeOld(365, { 'api.called': 15 })) > 0);
  await log.seal();
  const { said } = await log.verify();
  for (const seal of [1, 2]) assert.ok(said.includes(gone('authorization.revoked', seal)), said.join('\n'));
  assert.ok(said.includes(gone('token.issued', 1)), said.join('\n'));
  assert.ok(!said.join().includes('api.called'), said.join('\n'));
});

function gone(kind: AuditKind, seal: number): string {
  return `1 rows of ${kind} under seal ${seal} are gone, and no entry says that they left`;
}

test('nothing is sealed over a row that was made unreadable', async (t) => {
  const log = await sealedLog(t);
  await log.record(CALLS);
  log.attack(`UPDATE audit SET detail = '' WHERE id = 4`);
  await assert.rejects(log.seal(), /Row 4 of the log cannot be read/);
});

test('of several processes that seal at once one makes each seal', async (t) => {
  const log = await sealedLog(t);
  await log.record(Array.from({ length: 50 }, () => 'api.called'));
  const made = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const clock = { now: () => log.time.now + index };
      return sealLog({ store: log.store, keys: log.keys, clock }, async () => true);
    }),
  );
  const last = await log.store.lastSeal();
  for (const seal of made) assert.deepEqual(seal, last, 'each tells of the one that was kept');
  const { said, seals, sound } = await log.verify();
  assert.deepEqual([said, seals, sound], [[], 1, 50]);
});

test('rows leave when their kind’s time is over, and the rest of the log stays provable', async (t) => {
  const log = await sealedLog(t);
  const kinds = { 'api.called': 10 };
  for (let day = 0; day < 30; day++) {
    await log.record(CALLS);
    await log.seal();
    await log.removeOld(20, kinds);
    log.time.now += DAY;
  }
  await log.seal();
  const { said, seals } = await log.verify();
  assert.deepEqual(said, []);
  assert.ok(seals <= 22, `${seals} seals stay`);
  const rows = await log.store.auditTrail({ limit: 1_000, after: 0 });
  const oldest = (kind: AuditKind) => rows.find((row) => row.kind === kind)?.at ?? 0;
  const age = (kind: AuditKind) => Math.round((log.time.now - oldest(kind)) / DAY);
  assert.deepEqual([age('api.called'), age('session.opened')], [11, 21]);

  log.attack(`DELETE FROM audit WHERE kind = 'api.called' AND id > ${rows.at(-20)?.id}`);
  assert.match((await log.verify()).said.join('\n'), /\(api\.called\) is missing/);
});

test('rows that left do not come back unseen', async (t) => {
  const log = await sealedLog(t);
  await log.record(CALLS);
  await log.seal();
  log.time.now += 40 * DAY;
  await log.record(CALLS);
  await log.seal();
  assert.equal(await log.removeOld(30), CALLS.length);
  await log.seal();
  assert.deepEqual((await log.verify()).said, []);
  log.attack(
    `INSERT INTO audit (id, kind, at, outcome, detail) VALUES (2, 'token.issued', 0, 'allowed', '{}')`,
  );
  assert.match((await log.verify()).said.join(), /row 2 stands before everything that was sealed/);
});

test('the newest rows stay, whatever the rule says, so that an id is never given twice', async (t) => {
  const log = await sealedLog(t);
  await log.record(CALLS);
  await log.seal();
  log.time.now += 4_000 * DAY;
  assert.equal(await log.removeOld(1), 0);
});

test('a backlog is sealed piece by piece: others have their turn, and a pace may end it', async (t) => {
  const log = await sealedLog(t);
  await log.record(Array.from({ length: 3 * MOST_ROWS + 1 }, () => 'api.called'));
  const took: number[] = [];
  let [turns, busy] = [0, true];
  const count = () => {
    turns++;
    if (busy) setImmediate(count);
  };
  setImmediate(count);
  const seal = await log.seal(async (milliseconds) => took.push(milliseconds) < 2);
  busy = false;
  assert.deepEqual([seal?.number, took.length], [2, 2]);
  assert.ok(took.every((milliseconds) => milliseconds > 0));
  assert.ok(turns >= 2 * 2, `${turns} turns for others while ${2 * MOST_ROWS} rows were sealed`);
  const { unsealed, said } = await log.verify();
  assert.deepEqual([unsealed, said], [MOST_ROWS + 1, []]);
  assert.equal((await log.seal(unhurried))?.number, 4);
});

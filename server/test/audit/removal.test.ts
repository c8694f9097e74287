import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { removeOldRows } from '../../src/audit/seal/retention.ts';
import { MOST_ROWS, sealLog } from '../../src/audit/seal/sealer.ts';
import { DAY } from '../../src/lib/clock.ts';
import type { AuditKind } from '../../src/model/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { sealedLog } from './sealed.ts';

const KINDS: AuditKind[] = ['api.called', 'authorization.revoked', 'token.issued'];
const RULE = { 'api.called': 15 };

/**
 * A seal each ten days, of three kinds of rows; api.called has left under the seals that are older than fifteen days,
 * nothing else has. Seals 1 to 4 hold rows 1 to 12, seal 5 what is newest then and what was said of the removals.
 */
async function logThatRemoved(t: TestContext) {
  const log = await sealedLog(t);
  for (let day = 0; day < 4; day++) {
    await log.record(KINDS);
    await log.seal();
    log.time.now += 10 * DAY;
  }
  await log.record(KINDS);
  assert.equal(await log.removeOld(365, RULE), 3);
  await log.seal();
  assert.deepEqual((await log.verify()).said, []);
  return log;
}

const EVERYTHING = `{"rows":99,"firstSeal":4,"through":{"api.called":4,"authorization.revoked":4,"token.issued":4}}`;
const forged = (id: number, detail = `'${EVERYTHING}'`) =>
  `INSERT INTO audit (id, kind, at, outcome, detail) SELECT ${id}, 'audit.removed', max(at), 'allowed', ${detail} FROM audit WHERE kind = 'audit.removed'`;
const newest = `(SELECT detail FROM audit WHERE kind = 'audit.removed' ORDER BY id DESC LIMIT 1)`;
/** Takes away all that stands under the first three seals, and the seals. */
const CUT = [
  'DELETE FROM audit WHERE id < 10',
  'DELETE FROM audit_seal_parts WHERE seal < 4',
  'DELETE FROM audit_seals WHERE number < 4',
];
/** Takes away one kind under seal 2, as if it had left by rule. */
const EMPTY = [
  `DELETE FROM audit WHERE id = 5`,
  `UPDATE audit_seal_parts SET leaves = NULL WHERE seal = 2 AND kind = 'authorization.revoked'`,
];
const BEGINS = 'the log begins with seal 4, and no entry says that earlier ones left';
const GONE = '1 rows of authorization.revoked under seal 2 are gone, and no entry says that they left';
const WRITTEN = 'says what has left the log, and was not written by this Latchkey';

/** Acts before the server seals once more and after, and the findings that they must lead to. */
const ATTACKS: [string, { before: string[]; after: string[]; found: string[] }][] = [
  [
    'a removal that somebody wrote',
    { before: [forged(50)], after: CUT, found: [BEGINS, `row 50 ${WRITTEN}`] },
  ],
  [
    'a removal that somebody wrote, for rows of one kind',
    { before: [forged(50)], after: EMPTY, found: [GONE, `row 50 ${WRITTEN}`] },
  ],
  [
    'a genuine removal that says more now',
    {
      before: [forged(50, `json_set(${newest}, '$.firstSeal', 4)`)],
      after: CUT,
      found: [BEGINS, `row 50 ${WRITTEN}`],
    },
  ],
  [
    'a genuine removal to which a kind was added',
    {
      before: [forged(50, `json_set(${newest}, '$.through."authorization.revoked"', 2)`)],
      after: EMPTY,
      found: [GONE, `row 50 ${WRITTEN}`],
    },
  ],
  [
    'a genuine removal that goes further now',
    {
      before: [forged(50, `json_set(${newest}, '$.through."api.called"', 4)`)],
      after: [
        'DELETE FROM audit WHERE id = 10',
        `UPDATE audit_seal_parts SET leaves = NULL WHERE seal = 4 AND kind = 'api.called'`,
      ],
      found: ['1 rows of api.called under seal 4 are gone', `row 50 ${WRITTEN}`],
    },
  ],
  ['a genuine removal once more', { before: [forged(50, newest)], after: EMPTY, found: [GONE] }],
  [
    'a genuine removal at another time',
    {
      before: [
        `INSERT INTO audit (id, kind, at, outcome, detail) SELECT 50, kind, at + 1, outcome, detail FROM audit WHERE kind = 'audit.removed' ORDER BY id DESC LIMIT 1`,
      ],
      after: [],
      found: [`row 50 ${WRITTEN}`],
    },
  ],
  [
    'what was said of the removals taken away',
    {
      before: [],
      after: [`DELETE FROM audit WHERE kind = 'audit.removed'`],
      found: ['(audit.removed) is missing', '1 rows of api.called under seal 1 are gone'],
    },
  ],
  [
    'a removal altered where it stands',
    {
      before: [],
      after: [
        `UPDATE audit SET detail = json_set(detail, '$.parts[0].sealedAt', 0) WHERE kind = 'audit.removed'`,
      ],
      found: [WRITTEN, '(audit.removed) was changed', '1 rows of api.called under seal 1 are gone'],
    },
  ],
  [
    'a root under which rows left, exchanged',
    {
      before: [],
      after: [`UPDATE audit_seal_parts SET rows = 7 WHERE seal = 1 AND kind = 'api.called'`],
      found: ['the list of rows in seal 1 was changed', '7 rows of api.called under seal 1 are gone'],
    },
  ],
  [
    'an end cut off behind a removal that stays',
    {
      before: [],
      after: [
        'DELETE FROM audit_seals WHERE number = 6',
        `DELETE FROM audit_seal_parts WHERE seal = 6`,
        `DELETE FROM audit_seals WHERE number > 3`,
        `DELETE FROM audit_seal_parts WHERE seal > 3`,
        `DELETE FROM audit WHERE id > 9 AND kind <> 'audit.removed'`,
      ],
      found: ['the log ends before seal 4, which row'],
    },
  ],
];

for (const [what, { before, after, found }] of ATTACKS) {
  test(`gaps are found: ${what}`, async (t) => {
    const log = await logThatRemoved(t);
    const { head } = await log.verify();
    log.attack(...before);
    await log.record(['session.opened']);
    await log.seal();
    log.attack(...after);
    for (const known of [null, head]) {
      const { said } = await log.verify(known);
      for (const sentence of found) {
        assert.ok(
          said.some((each) => each.includes(sentence)),
          `${sentence}\nnot in\n${said.join('\n')}`,
        );
      }
    }
  });
}

test('a removal that somebody wrote is not taken up by the next one that Latchkey makes', async (t) => {
  const log = await logThatRemoved(t);
  log.attack(forged(50));
  log.time.now += 10 * DAY;
  assert.equal(await log.removeOld(365, RULE), 1);
  await log.seal();
  log.attack(...EMPTY);
  const { said } = await log.verify();
  assert.ok(said.includes(GONE), said.join('\n'));
  assert.ok(!said.join().includes('rows of api.called'), said.join('\n'));
});

for (const [what, statement] of [
  ['a seal that is dated back', 'UPDATE audit_seals SET at = 0 WHERE number = 4'],
  [
    'a part under the name of a kind that leaves sooner',
    `UPDATE audit_seal_parts SET kind = 'api.called' WHERE seal = 4 AND kind = 'authorization.revoked'`,
  ],
  [
    'a part that was added',
    `INSERT INTO audit_seal_parts (seal, kind, rows, root, leaves) VALUES (1, 'api.called', 1, 'x', '[]') ON CONFLICT DO UPDATE SET leaves = '[]'`,
  ],
] as const) {
  test(`nothing leaves under ${what}`, async (t) => {
    const log = await sealedLog(t);
    for (let day = 0; day < 4; day++) {
      await log.record(day < 3 ? ['token.issued'] : ['authorization.revoked']);
      await log.seal();
    }
    await log.record(KINDS);
    await log.seal();
    log.time.now += 20 * DAY;
    const { head } = await log.verify();
    log.attack(statement);
    const rows = log.read('SELECT count(*) AS count FROM audit');
    await assert.rejects(log.removeOld(30, RULE), /Seal \d is not as it was made, so nothing leaves/);
    assert.deepEqual(log.read('SELECT count(*) AS count FROM audit'), rows);
    assert.notDeepEqual((await log.verify(head)).said, []);
  });
}

test('a removal names exactly what left, by which rule and before which seal', async (t) => {
  const log = await sealedLog(t);
  await log.record(KINDS);
  await log.seal();
  const [part] = await log.store.sealParts(1);
  const sealedAt = log.time.now;
  log.time.now += 20 * DAY;
  await log.record(KINDS);
  await log.seal();
  await log.removeOld(365, RULE);
  const [row] = await log.store.auditTrail({ kind: 'audit.removed', limit: 1 });
  const { head, signature, keyId, ...said } = row?.detail ?? {};
  assert.deepEqual(said, {
    rows: 1,
    parts: [
      {
        seal: 1,
        kind: 'api.called',
        rows: 1,
        root: part && 'root' in part ? part.root : null,
        sealedAt,
        days: 15,
      },
    ],
    through: { 'api.called': 1 },
    firstSeal: 1,
    seals: [],
  });
  assert.deepEqual([typeof signature, keyId], ['string', log.keys.audit().id]);
  assert.deepEqual((await log.verify()).said, [], 'also before the row is sealed');
});

test('rows removed earlier than the configuration allows are found, unless another rule applied then', async (t) => {
  const log = await logThatRemoved(t);
  const now = { days: 365, kinds: { 'api.called': 400 } };
  const { said } = await log.verify(null, now);
  assert.deepEqual(said, [
    '1 rows of api.called under seal 1 left after 40 days, and the configuration keeps them for 400',
    '1 rows of api.called under seal 2 left after 30 days, and the configuration keeps them for 400',
    '1 rows of api.called under seal 3 left after 20 days, and the configuration keeps them for 400',
  ]);
  const day = (days: number) => new Date(log.time.now + days * DAY).toISOString().slice(0, 10);
  const earlier = [{ until: day(1), days: 365, kinds: RULE }];
  assert.deepEqual((await log.verify(null, { ...now, earlier })).said, []);
  const before = [{ until: day(-1), days: 365, kinds: RULE }];
  assert.equal((await log.verify(null, { ...now, earlier: before })).said.length, 3, 'that was over by then');
  assert.deepEqual((await log.verify(null, { ...now, earlier: [...earlier, ...before] })).said, []);
});

test('rows removed at a time in the future are found', async (t) => {
  const log = await logThatRemoved(t);
  log.time.now -= 2 * DAY;
  const { said } = await log.verify();
  assert.match(said.join('\n'), /row \d+ says that rows left at a time in the future/);
});

test('a removal in a copy of the log explains nothing in the log', async (t) => {
  const log = await logThatRemoved(t);
  const copied = `${log.file}.copy`;
  // Not a copy of the file alone: a checkpoint that is under way may leave rows in the write-ahead log.
  log.attack(`VACUUM INTO '${copied}'`);
  const store = await openSqliteStore(copied, { clock: log.clock });
  const copy = { store, keys: log.keys, clock: log.clock };
  // Once from the same seal, and once from one that only the copy has.
  await removeOldRows(copy, { days: 1, kinds: {} });
  const [same] = await store.auditTrail({ limit: 1 });
  await sealLog(copy);
  await removeOldRows(copy, { days: 1, kinds: {} });
  const [other] = await store.auditTrail({ limit: 1 });
  await store.close();
  assert.ok(same && other);
  await log.record(['session.opened']);
  await log.seal();
  await log.store.record([same, other]);
  log.attack(
    ...EMPTY,
    `DELETE FROM audit WHERE id = 6`,
    `UPDATE audit_seal_parts SET leaves = NULL WHERE seal = 2`,
  );
  const { said } = await log.verify();
  const found = said.join('\n');
  assert.match(
    found,
    /rows of authorization\.revoked under seal 1 left after 40 days, and the configuration/,
  );
  assert.match(found, /row \d+ tells what left another log than this one/);
  assert.match(found, /1 rows of token\.issued under seal 2 are gone, and no entry says/);
});

test('a head that was written down is known after its seal has left by rule', async (t) => {
  const log = await sealedLog(t);
  await log.record(KINDS);
  await log.seal();
  const { head } = await log.verify();
  assert.ok(head);
  log.time.now += 40 * DAY;
  await log.record(KINDS);
  await log.seal();
  await log.removeOld(30);
  assert.deepEqual(
    (await log.store.sealsAfter(0, 10)).map(({ number }) => number),
    [2],
  );
  assert.deepEqual((await log.verify(head)).said, []);
  const other = { ...head, digest: 'A'.repeat(43) };
  assert.deepEqual((await log.verify(other)).said, [
    'seal 1, which was written down, was not the one that left',
  ]);
  log.attack(`DELETE FROM audit WHERE kind = 'audit.removed'`);
  assert.ok(
    (await log.verify(head)).said.includes(
      'seal 1, which was written down, is gone, and no entry says that it left',
    ),
  );
});

test('many kinds and seals leave in pieces, and the beginning of the log follows', async (t) => {
  const log = await sealedLog(t);
  for (let seal = 0; seal < 230; seal++) {
    await log.record(['api.called']);
    await log.seal();
  }
  log.time.now += 40 * DAY;
  await log.record(KINDS);
  await log.seal();
  assert.equal(await log.removeOld(30), 230);
  await log.seal();
  const { said, seals } = await log.verify();
  // One over the kinds, and those over the rows about each removal.
  assert.deepEqual([said, seals], [[], 1 + Math.ceil(230 / MOST_ROWS)]);
});

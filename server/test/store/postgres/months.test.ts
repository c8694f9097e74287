import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { removeOldMonth } from '../../../src/audit/seal/old-month.ts';
import { removeOldRows } from '../../../src/audit/seal/retention.ts';
import { sealLog } from '../../../src/audit/seal/sealer.ts';
import { verifyLog } from '../../../src/audit/seal/verify.ts';
import { migrations } from '../../../src/store/migrations/index.ts';
import { postgresDatabases } from '../../../src/store/postgres/index.ts';
import { migrate } from '../../../src/store/postgres/migrate.ts';
import { IDS_OF_A_MONTH, monthsOf } from '../../../src/store/postgres/months/layout.ts';
import { partitionLog } from '../../../src/store/postgres/months/partition.ts';
import { openKeys } from '../../../src/tokens/keyring.ts';
import { DAY, event, NOW, seed } from '../fixtures.ts';
import { connect, newSchema, postgresUrl, withoutPostgres } from './server.ts';

const JUNE = NOW;
const JULY = Date.UTC(2026, 6, 1);
const AUGUST = Date.UTC(2026, 7, 1);
const RETENTION = { days: 90, kinds: { 'api.called': 30 } };

/** A server, and a schema whose name nobody else has. */
async function openServer(t: TestContext) {
  const server = await connect();
  const schema = newSchema();
  const say = async (sql: string) =>
    (await server.with((connection) => connection.command(sql.replaceAll('$', `${schema}.`)))).rows;
  t.after(async () => {
    await say(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await server.close();
  });
  const months = async () =>
    (await server.with((connection) => monthsOf(connection, schema)))?.map(({ name, end }) => [name, end]);
  return { server, schema, say, months };
}

/** The same with a store that is open in June, and what seals its log. */
async function openLog(t: TestContext) {
  const { server, schema, say, months } = await openServer(t);
  const time = { now: JUNE };
  const clock = { now: () => time.now };
  const databases = postgresDatabases({ url: (await postgresUrl()) ?? '', directUrl: null, connections: 4 });
  const store = await databases.open(schema, { clock });
  t.after(async () => {
    await store.close();
    await databases.close();
  });
  await store.seedOnce(seed());
  const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: 'acme', clock });
  const sealing = { store, keys, clock };
  const record = async (count: number, kind: 'api.called' | 'session.opened' = 'api.called') => {
    await store.record(Array.from({ length: count }, () => event(kind, { at: time.now })));
    const newest = (await ids()).at(-1) ?? 0;
    // The log is read as far as no row can appear any more, and another test's transaction may be under way.
    while ((await store.auditAfter(newest - 1, 1)).length === 0) await say('SELECT pg_sleep(0.01)');
  };
  const problems = async () => {
    const found: string[] = [];
    await verifyLog({ ...sealing, retention: RETENTION }, ({ text }) => found.push(text));
    return found;
  };
  const ids = async () => (await say('SELECT id FROM $audit ORDER BY id')).map(([id]) => Number(id));
  return { server, schema, say, months, time, store, sealing, record, problems, ids };
}

describe('months of the log', { skip: await withoutPostgres() }, () => {
  it('a log that is one table becomes months while others write to it, and no row is lost or has another id', async (t) => {
    const { server, schema, say, months } = await openServer(t);
    await server.with((connection) => migrate(connection, { schema, known: migrations, now: 1 }));
    assert.equal(await months(), undefined);
    const insert = `INSERT INTO ${schema}.audit (kind, at, outcome, detail) VALUES ($1, 1, 'allowed', '{}') RETURNING id`;
    let isOver = false;
    // As an earlier version writes: by a statement that it prepared before.
    const writer = async (name: string) => {
      const written: [string, number][] = [];
      await server.with(async (connection) => {
        for (let count = 0; !isOver || count < 20; count++) {
          const kind = `${name} ${count}`;
          const { rows } = await connection.send({ name: 'earlier', text: insert }, [kind]);
          written.push([kind, Number(rows[0]?.[0])]);
        }
      });
      return written;
    };
    const writers = ['a', 'b', 'c'].map(writer);
    await say('SELECT pg_sleep(0.05)');
    // Two nodes start at once.
    const starts = Array.from({ length: 2 }, () =>
      server.with((connection) => partitionLog(connection, schema, JUNE)),
    );
    await Promise.all(starts);
    await say('SELECT pg_sleep(0.05)');
    isOver = true;
    const written = (await Promise.all(writers)).flat();
    assert.deepEqual(await months(), [['audit_to_2026_06', IDS_OF_A_MONTH]]);
    const rows = await say('SELECT kind, id FROM $audit ORDER BY id');
    assert.deepEqual(
      rows,
      written.toSorted(([, one], [, other]) => one - other),
    );
    assert.equal(new Set(written.map(([, id]) => id)).size, written.length);
  });

  it('are made before they begin, and the rows of each have ids of their own', async (t) => {
    const { store, time, months, record, ids, say } = await openLog(t);
    await record(1);
    await Promise.all([store.keepMonths(JUNE), store.keepMonths(JUNE)]);
    const made = ['audit_to_2026_06', 'audit_2026_07', 'audit_2026_08'];
    assert.deepEqual(
      await months(),
      made.map((name, index) => [name, (index + 1) * IDS_OF_A_MONTH]),
    );
    await record(1);
    time.now = JULY;
    await record(1);
    await Promise.all([store.keepMonths(JULY), store.keepMonths(JULY)]);
    await record(2);
    // The third was written when July had begun, and before a node noticed.
    assert.deepEqual(await ids(), [1, 2, 3, IDS_OF_A_MONTH + 1, IDS_OF_A_MONTH + 2]);
    const july = await say('SELECT count(*) FROM $audit_2026_07');
    assert.deepEqual(july, [[2]]);
    const found = await store.auditAfter(0, 100);
    assert.deepEqual(
      found.map(({ id }) => id),
      await ids(),
    );
    assert.equal((await months())?.at(-1)?.[0], 'audit_2026_09');
  });

  it('one whose rows are over their time leaves at once, signed, and its table is dropped', async (t) => {
    const { store, time, months, record, sealing, problems, ids } = await openLog(t);
    await record(3);
    await record(2, 'session.opened');
    await store.keepMonths(JUNE);
    await sealLog(sealing);
    time.now = JULY;
    await record(1);
    await store.keepMonths(JULY);
    await record(4);
    // This seal has rows of both months.
    await sealLog(sealing);
    time.now = AUGUST;
    await store.keepMonths(AUGUST);
    await record(2);
    await sealLog(sealing);
    assert.deepEqual(await problems(), []);

    assert.equal(await removeOldMonth(sealing, RETENTION), false, 'nothing is over its time');
    time.now = JULY + 91 * DAY;
    await record(1);
    await sealLog(sealing);
    const [june] = await store.sealsAfter(0, 1);
    assert.ok(june);
    const both = await Promise.all([removeOldMonth(sealing, RETENTION), removeOldMonth(sealing, RETENTION)]);
    assert.equal(both.filter(Boolean).length, 1, 'of two nodes one removes it');
    assert.ok(
      (await ids()).every((id) => id > 2 * IDS_OF_A_MONTH),
      String(await ids()),
    );
    assert.deepEqual(await problems(), []);
    await sealLog(sealing);
    assert.deepEqual(await problems(), []);
    const [row, ...others] = await store.auditTrail({ kind: 'audit.removed', limit: 9 });
    assert.ok(row && others.length === 0);
    const parts = row.detail.parts as { rows: number }[];
    assert.equal(
      parts.reduce((sum, { rows }) => sum + rows, 0),
      row.detail.rows,
    );

    await store.keepMonths(time.now);
    assert.equal((await months())?.[0]?.[0], 'audit_2026_08');
    assert.equal(await removeOldMonth(sealing, RETENTION), false);
  });

  it('one is dropped too when its rows left seal by seal, and one that a process left half dropped', async (t) => {
    const { store, time, months, record, sealing, problems, say } = await openLog(t);
    await record(2);
    await store.keepMonths(JUNE);
    await sealLog(sealing);
    time.now = JULY;
    await store.keepMonths(JULY);
    await record(1);
    await sealLog(sealing);
    time.now = JULY + 91 * DAY;
    while ((await removeOldRows(sealing, RETENTION)) > 0);
    await store.keepMonths(time.now);
    assert.equal((await months())?.[0]?.[0], 'audit_2026_07');
    await say('ALTER TABLE $audit DETACH PARTITION $audit_2026_08');
    await store.keepMonths(time.now);
    assert.deepEqual(await say(`SELECT to_regclass('$audit_2026_08')::text`), [[null]]);
    assert.deepEqual(await problems(), []);
  });
});

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type PgQuery, pgDatabase } from '../../../src/store/postgres/database.ts';
import { columnsOf } from '../../../src/store/postgres/migrate.ts';
import { WHICH_TRANSACTION, wasCommitted } from '../../../src/store/postgres/outcome.ts';
import { PgTransactions, type TransactionsOptions } from '../../../src/store/postgres/transactions.ts';
import { integer, text } from '../../../src/store/table/codecs.ts';
import { event } from '../fixtures.ts';
import { startProxy, type Way } from './proxy.ts';
import { connect, isFault, newSchema, postgresUrl, withoutPostgres } from './server.ts';

/** A schema with one table, `things`, and the statements of the tests. */
async function open(
  t: TestContext,
  { through, ...options }: Partial<TransactionsOptions> & { through?: Way } = {},
) {
  const schema = newSchema();
  const direct = await connect(2);
  await direct.with((connection) =>
    connection.command(
      `CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.things (key text PRIMARY KEY, number bigint NOT NULL)`,
    ),
  );
  const columns = await direct.with((connection) => columnsOf(connection, schema));
  const server = through ? await connect(10, through.url) : await connect();
  const db = pgDatabase(schema, columns);
  const transactions = new PgTransactions(server, { *beforeCommit() {}, committed: () => {}, ...options });
  t.after(async () => {
    await transactions.close();
    await server.close();
    await direct.with((connection) => connection.command(`DROP SCHEMA ${schema} CASCADE`));
    await direct.close();
  });
  return {
    transactions,
    server,
    insert: db.run('INSERT INTO things (key, number) VALUES (:key, :number)'),
    add: db.run('UPDATE things SET number = number + :by WHERE key = :key'),
    number: db.one('SELECT number FROM things WHERE key = :key', (row) => integer.read(row.next(), 'number')),
    total: db.one('SELECT coalesce(sum(number), 0) FROM things', (row) => integer.read(row.next(), 'sum')),
    keys: db.many('SELECT key FROM things ORDER BY key', (row) => text.read(row.next(), 'key')),
    /** Of all rows: which transaction wrote it, and which of its statements. */
    async origins() {
      const { rows } = await direct.with((connection) =>
        connection.command(`SELECT xmin::text, cmin::text FROM ${schema}.things ORDER BY key`),
      );
      return rows;
    },
    direct,
    things: `${schema}.things`,
  };
}

async function openThroughProxy(t: TestContext, options: Partial<TransactionsOptions> = {}) {
  const proxy = await startProxy((await postgresUrl()) ?? '');
  const opened = await open(t, { ...options, through: proxy });
  t.after(() => proxy.close());
  return { ...opened, proxy };
}

/** Does something with the first message that has a text, and lets all others pass. */
function onFirst(proxy: Way, part: string, verdict: 'cut' | 'deaf', then = () => {}): void {
  let met = false;
  proxy.onSent = (sent) => {
    if (met || !sent.includes(part)) return 'pass';
    met = true;
    then();
    return verdict;
  };
}

describe('transactions on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('writes all of a verb or nothing', async (t) => {
    const { transactions, insert, keys } = await open(t);
    const failing = transactions.write(function* () {
      yield* insert({ key: 'a', number: 1 });
      throw new Error('It changed its mind.');
    });
    await assert.rejects(failing, /changed its mind/);
    assert.equal(await transactions.write(() => insert({ key: 'b', number: 1 })), 1);
    await assert.rejects(
      transactions.write(() => insert({ key: 'b', number: 2 })),
      { code: '23505' },
    );
    assert.deepEqual(await transactions.read(() => keys({})), ['b']);
  });

  it('writes as if no other verb ran beside it, and again if one did', async (t) => {
    const { transactions, insert, total } = await open(t);
    let runs = 0;
    const upTo = (most: number, key: string) =>
      transactions.write(function* () {
        runs += 1;
        const sum = (yield* total({})) ?? 0;
        if (sum >= most) return 'full';
        yield* insert({ key, number: 1 });
        return 'inserted';
      });
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, at) => upTo(3, `key ${at}`)));
    assert.equal(outcomes.filter((each) => each === 'inserted').length, 3);
    assert.equal(await transactions.read(() => total({})), 3);
    assert.ok(runs > 12, `${runs} runs`);
  });

  it('lets appending verbs of a turn share a transaction, and equal inserts a statement', async (t) => {
    const { transactions, insert, origins } = await open(t);
    const both = (name: string) =>
      function* () {
        const first = yield* insert({ key: `${name} 1`, number: 1 });
        return first + (yield* insert({ key: `${name} 2`, number: 2 }));
      };
    const counts = await Promise.all(['a', 'b', 'c'].map((name) => transactions.append(both(name))));
    assert.deepEqual(counts, [2, 2, 2]);
    const rows = await origins();
    assert.equal(rows.length, 6);
    assert.equal(new Set(rows.map(([transaction]) => transaction)).size, 1);
    assert.equal(new Set(rows.map(([, statement]) => statement)).size, 2);
  });

  it('refuses of appending verbs only the one that fails', async (t) => {
    const { transactions, insert, keys } = await open(t);
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'a', 'c'].map((key) => transactions.append(() => insert({ key, number: 1 }))),
    );
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    assert.deepEqual(await transactions.read(() => keys({})), ['a', 'b', 'c']);
  });

  it('shows several statements of a read one moment', async (t) => {
    const { transactions, insert, total } = await open(t);
    for (const key of ['first', 'second']) {
      let writing: Promise<unknown> | undefined;
      const seen = await transactions.read(function* () {
        const before = yield* total({});
        // Only the run that sees all of it counts: a first one may find out that there is a second statement.
        writing ??= transactions.write(() => insert({ key, number: 1 }));
        for (let at = 0; at < 20; at += 1) yield* total({});
        return [before, yield* total({})];
      });
      await writing;
      assert.equal(seen[0], seen[1], key);
    }
    assert.equal(await transactions.read(() => total({})), 2);
  });

  it('counts what verbs wrote to the log, once, and tells of it after the commit', async (t) => {
    const told: number[] = [];
    const counted: number[] = [];
    const opened = await open(t, {
      *beforeCommit(written) {
        counted.push(written.length);
        yield* opened.insert({ key: `counted ${counted.length}`, number: written.length });
      },
      committed: (_ms, _verbs, { written }) => told.push(written.length),
    });
    const { transactions, insert, total } = opened;
    const logged = (key: string) =>
      function* () {
        yield* insert({ key, number: 0 });
        yield { written: [event('token.issued')] };
      };
    await transactions.write(logged('a'));
    assert.deepEqual([counted, told], [[1], [1, 0]]);
    await Promise.all([transactions.append(logged('b')), transactions.append(logged('c'))]);
    assert.deepEqual(
      [counted, told],
      [
        [1, 2],
        [1, 0, 2],
      ],
    );
    assert.equal(await transactions.read(() => total({})), 3);
  });

  it('answers a verb when others were told of it', async (t) => {
    const { promise: told, resolve } = Promise.withResolvers<void>();
    const { transactions, insert, keys } = await open(t, { tell: () => told });
    const order: string[] = [];
    const verbs = [
      transactions.write(() => insert({ key: 'a', number: 1 })),
      transactions.append(() => insert({ key: 'b', number: 1 })),
    ].map((verb) => verb.then(() => order.push('answered')));
    while ((await transactions.read(() => keys({}))).length < 2) await turn();
    order.push('told');
    resolve();
    await Promise.all(verbs);
    assert.deepEqual(order, ['told', 'answered', 'answered']);
  });

  it('runs a verb again whose connection was cut before its commit', async (t) => {
    const { transactions, insert, proxy, keys } = await openThroughProxy(t);
    for (const way of ['write', 'append'] as const) {
      onFirst(proxy, '; COMMIT', 'cut');
      assert.equal(await transactions[way](() => insert({ key: way, number: 1 })), 1);
    }
    onFirst(proxy, 'SELECT key', 'cut');
    assert.deepEqual(await transactions.read(() => keys({})), ['append', 'write']);
  });

  it('runs a verb again whose last query before the commit collides', async (t) => {
    let last: PgQuery | null = null;
    const { transactions, insert, direct, things, total } = await open(t, { notice: () => last });
    const [schema] = things.split('.');
    await direct.with((connection) =>
      connection.command(`
        CREATE SEQUENCE ${schema}.turns;
        CREATE FUNCTION ${schema}.collide_every_other_time() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
          IF nextval('${schema}.turns') % 2 = 1 THEN RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END IF;
        END $$`),
    );
    const text = `SELECT ${schema}.collide_every_other_time()`;
    last = { statement: { name: 'collide', text, parameters: [], together: null }, parameters: {} };
    for (const way of ['write', 'append'] as const)
      assert.equal(await transactions[way](() => insert({ key: way, number: 1 })), 1);
    assert.equal(await transactions.read(() => total({})), 2);
  });

  it('asks what became of a commit that was not answered, and does not run the verb again', async (t) => {
    const { transactions, insert, add, proxy, number } = await openThroughProxy(t);
    await transactions.write(() => insert({ key: 'a', number: 0 }));
    for (const way of ['write', 'append'] as const) {
      onFirst(proxy, '; COMMIT', 'deaf');
      assert.equal(await transactions[way](() => add({ key: 'a', by: 1 })), 1);
    }
    assert.equal(await transactions.read(() => number({ key: 'a' })), 2);
  });

  it('does not believe a server that was promoted or restarted since: it gave the id to another transaction', async (t) => {
    const { server } = await open(t);
    const { rows } = await server.with((connection) => connection.command(`SELECT ${WHICH_TRANSACTION}`));
    const [id, life] = (rows[0] ?? []).map(String);
    assert.ok(id && life);
    assert.equal(await wasCommitted(server, { id, life }, 0), true);
    const promotedSince = life.replace(/^\w{8}/, '00000009');
    const restartedSince = life.replace(/ .*/, ' 2026-01-01 00:00:00+00');
    for (const earlier of [promotedSince, restartedSince])
      await assert.rejects(wasCommitted(server, { id, life: earlier }, 0), isFault('unsure'));
  });

  it('asks again while the server is starting after a crash', async (t) => {
    const { transactions, insert, add, proxy, number } = await openThroughProxy(t);
    await transactions.write(() => insert({ key: 'a', number: 0 }));
    for (const way of ['write', 'append'] as const) {
      onFirst(proxy, '; COMMIT', 'deaf', () => {
        proxy.starting = 2;
      });
      assert.equal(await transactions[way](() => add({ key: 'a', by: 1 })), 1);
    }
    assert.equal(await transactions.read(() => number({ key: 'a' })), 2);
  });

  it('says that it is unsure where nobody can tell what became of a commit', async (t) => {
    const { transactions, add, insert, proxy, number } = await openThroughProxy(t, { patience: 200 });
    await transactions.write(() => insert({ key: 'a', number: 0 }));
    for (const way of ['write', 'append'] as const) {
      onFirst(proxy, '; COMMIT', 'deaf', () => {
        proxy.open = false;
      });
      await assert.rejects(
        transactions[way](() => add({ key: 'a', by: 1 })),
        isFault('unsure'),
      );
      proxy.open = true;
    }
    assert.equal(await transactions.read(() => number({ key: 'a' })), 2);
  });

  it('says of a database that it is unreachable, full of waiting requests, or that others keep its rows', async (t) => {
    const { transactions, add, insert, proxy, server, direct, things } = await openThroughProxy(t, {
      patience: 200,
    });
    await transactions.write(() => insert({ key: 'a', number: 0 }));
    await direct.with(async (connection) => {
      await connection.command(`BEGIN; LOCK TABLE ${things} IN ACCESS EXCLUSIVE MODE`);
      await assert.rejects(
        transactions.append(() => add({ key: 'a', by: 1 })),
        isFault('locked'),
      );
      await connection.command('ROLLBACK');
    });
    const many = Array.from({ length: 2_100 }, () => server.with((each) => each.command('SELECT 1')));
    const refused = (await Promise.allSettled(many)).filter((each) => each.status === 'rejected');
    assert.ok(refused.length > 0);
    for (const { reason } of refused) isFault('locked')(reason);
    proxy.open = false;
    proxy.onSent = () => 'cut';
    await assert.rejects(
      transactions.write(() => add({ key: 'a', by: 1 })),
      isFault('unreachable'),
    );
    await assert.rejects(
      transactions.read(() => add({ key: 'a', by: 1 })),
      isFault('unreachable'),
    );
  });

  it('goes on without plans on the server where a pooler loses them', async (t) => {
    const { transactions, server, number, insert } = await open(t);
    await transactions.write(() => insert({ key: 'a', number: 7 }));
    assert.equal(await transactions.read(() => number({ key: 'a' })), 7);
    assert.equal(server.prepares, true);
    await server.with((connection) => connection.command('DEALLOCATE ALL'));
    assert.equal(await transactions.read(() => number({ key: 'a' })), 7);
    assert.equal(server.prepares, false);
  });

  it('answers what it accepted before it closes, and accepts nothing more', async (t) => {
    const { transactions, insert, keys, server } = await open(t);
    const last = [
      transactions.write(() => insert({ key: 'a', number: 1 })),
      transactions.append(() => insert({ key: 'b', number: 1 })),
    ];
    await transactions.close();
    assert.deepEqual(await Promise.all(last), [1, 1]);
    await assert.rejects(
      transactions.write(() => insert({ key: 'c', number: 1 })),
      /closed/,
    );
    const again = new PgTransactions(server, { *beforeCommit() {}, committed: () => {} });
    assert.deepEqual(await again.read(() => keys({})), ['a', 'b']);
  });
});

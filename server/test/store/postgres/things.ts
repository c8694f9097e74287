import type { TestContext } from 'node:test';
import { type PgQuery, pgDatabase } from '../../../src/store/postgres/database.ts';
import { columnsOf } from '../../../src/store/postgres/migrate.ts';
import { PgTransactions, type TransactionsOptions } from '../../../src/store/postgres/transactions.ts';
import { integer, text } from '../../../src/store/table/codecs.ts';
import type { Steps } from '../../../src/store/transactions.ts';
import { startProxy, type Way } from './proxy.ts';
import { connect, newSchema, postgresUrl } from './server.ts';

/** A schema with one table, `things`, and the statements of the tests. */
export async function open(
  t: TestContext,
  { through, ...options }: Partial<TransactionsOptions> & { through?: Way } = {},
) {
  const schema = newSchema();
  const direct = await connect(2);
  await direct.with((connection) =>
    connection.command(
      `CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.things (key text PRIMARY KEY, number bigint NOT NULL);
      CREATE TABLE ${schema}.writers ()`,
    ),
  );
  const columns = await direct.with((connection) => columnsOf(connection, schema));
  const server = through ? await connect(10, through.url) : await connect();
  const db = pgDatabase(schema, columns);
  const transactions = new PgTransactions(server, {
    ...{ turns: `${schema}.writers`, committed: () => {} },
    ...options,
  });
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
    put: db.put('INSERT INTO things (key, number) VALUES (:key, :number)'),
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

export const queryOf = (steps: Steps<unknown>): PgQuery => steps[Symbol.iterator]().next().value as PgQuery;

export async function openThroughProxy(t: TestContext, options: Partial<TransactionsOptions> = {}) {
  const proxy = await startProxy((await postgresUrl()) ?? '');
  const opened = await open(t, { ...options, through: proxy });
  t.after(() => proxy.close());
  return { ...opened, proxy };
}

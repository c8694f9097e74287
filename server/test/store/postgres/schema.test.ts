import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { type Migration, migrations } from '../../../src/store/migrations/index.ts';
import { migrate as migrateSqlite } from '../../../src/store/migrations/migrate.ts';
import { hasToFit, migrate, schemaReached } from '../../../src/store/postgres/migrate.ts';
import { monthOfName } from '../../../src/store/postgres/months/layout.ts';
import { partitionLog } from '../../../src/store/postgres/months/partition.ts';
import type { PgConnection, PgServer } from '../../../src/store/postgres/server.ts';
import { checkServer, startErrorOf } from '../../../src/store/postgres/start-checks.ts';
import { connect, newSchema, postgresUrl, withoutPostgres } from './server.ts';

async function open(t: TestContext): Promise<{ server: PgServer; schema: string }> {
  const server = await connect();
  const schema = newSchema();
  t.after(async () => {
    await server.with((connection) => connection.command(`DROP SCHEMA IF EXISTS ${schema} CASCADE`));
    await server.close();
  });
  return { server, schema };
}

/** Runs `work` in a transaction that is rolled back, so that other tests see nothing of it. */
function undone(server: PgServer, work: (connection: PgConnection) => Promise<void>): Promise<void> {
  return server.with(async (connection) => {
    await connection.command('BEGIN');
    await work(connection).finally(() => connection.rollBack());
  });
}

const newest = migrations.at(-1)?.version ?? 0;
const next = (sql: string): Migration[] => [...migrations, { version: newest + 1, name: 'next', sql }];

describe('the schema on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('has the tables, columns, keys and indexes that SQLite has', async (t) => {
    const { server, schema } = await open(t);
    const sqlite = new DatabaseSync(':memory:');
    t.after(() => sqlite.close());
    migrateSqlite(sqlite, migrations, 1);
    await server.with((connection) => migrate(connection, { schema, known: migrations, now: 1 }));
    assert.deepEqual(await shapeOfPostgres(server, schema), shapeOfSqlite(sqlite));
    await server.with((connection) => partitionLog(connection, schema, 1));
    assert.deepEqual(await shapeOfPostgres(server, schema), shapeOfSqlite(sqlite), 'with months of the log');
  });

  it('is made once where ten nodes start at the same time', async (t) => {
    const { server, schema } = await open(t);
    const start = () =>
      server.with((connection) => migrate(connection, { schema, known: migrations, now: 1 }));
    await Promise.all(Array.from({ length: 10 }, start));
    const { rows } = await server.with((connection) =>
      connection.command(`SELECT version, name FROM ${schema}.migrations ORDER BY version`),
    );
    assert.deepEqual(rows[0], [24, 'baseline']);
    assert.equal(rows.length, 1 + newest - 24);
  });

  it('goes on from where it is, or stays as it is where a step fails', async (t) => {
    const { server, schema } = await open(t);
    const to = (known: readonly Migration[]) =>
      server.with((connection) => migrate(connection, { schema, known, now: 1 }));
    const reached = () => server.with((connection) => schemaReached(connection, schema));
    assert.equal(await reached(), null);
    await to(migrations);
    await assert.rejects(to(next('CREATE TABLE more (id TEXT PRIMARY KEY); SELECT nothing')), /nothing/);
    assert.equal(await reached(), newest);
    await to(next('CREATE TABLE more (id TEXT PRIMARY KEY, at INTEGER) STRICT, WITHOUT ROWID;'));
    assert.equal(await reached(), newest + 1);
    await assert.rejects(to(migrations), /written by a newer version of Latchkey/);
    const place = 'here';
    const fits = (known: readonly Migration[]) =>
      server.with((connection) => hasToFit(connection, { schema, known, place }));
    await assert.rejects(fits(migrations), /newer version/);
    await assert.rejects(
      fits([...next(''), { version: newest + 2, name: 'later', sql: '' }]),
      /earlier version/,
    );
    const elsewhere = server.with((connection) =>
      hasToFit(connection, { schema: newSchema(), known: migrations, place }),
    );
    await assert.rejects(elsewhere, /There is no schema .* in the database here: .*latchkey create/);
  });
});

describe('starting on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('is refused where the server would forget what it answered', async (t) => {
    const { server } = await open(t);
    await server.with((connection) => checkServer(connection, server.place));
    await undone(server, async (connection) => {
      await connection.command('SET LOCAL synchronous_commit = off');
      await assert.rejects(checkServer(connection, server.place), (error: Error) => {
        assert.match(
          error.message,
          /synchronous_commit off.*ALTER ROLE "\w+" IN DATABASE "\w+" SET synchronous_commit = on/,
        );
        assert.ok(error.message.includes(server.place));
        return true;
      });
      await connection.command('SET LOCAL synchronous_commit = local');
      await checkServer(connection, server.place);
    });
  });

  it('is refused on an engine that only speaks the protocol', async (t) => {
    const { server, schema } = await open(t);
    for (const [name, says] of [
      ['CockroachDB', 'CockroachDB CCL v26.3.1 (x86_64-pc-linux-gnu, built 2026/09/01 00:00:00, go1.25.1)'],
      ['YugabyteDB', 'PostgreSQL 15.12-YB-2025.2.3.0-b1 on x86_64-pc-linux-gnu, compiled by clang, 64-bit'],
    ] as const) {
      await undone(server, async (connection) => {
        // Each of them has a version() of its own; this one is found before PostgreSQL's.
        await connection.command(`CREATE SCHEMA ${schema};
          CREATE FUNCTION ${schema}.version() RETURNS text LANGUAGE sql RETURN '${says}';
          SET LOCAL search_path TO ${schema}, pg_catalog`);
        await assert.rejects(
          checkServer(connection, server.place),
          new RegExp(`is ${name}, where .* use PostgreSQL 15 or newer`),
        );
      });
    }
  });

  it('is refused where a setting of the role says so', async (t) => {
    const { server, schema } = await open(t);
    const role = schema.replace('latchkey_', 'hasty_');
    await server.with((connection) =>
      connection.command(`CREATE ROLE ${role} LOGIN; ALTER ROLE ${role} SET synchronous_commit = off`),
    );
    const url = new URL((await postgresUrl()) ?? '');
    url.username = role;
    const hasty = await connect(1, url.href);
    await assert.rejects(
      hasty.with((connection) => checkServer(connection, hasty.place)),
      new RegExp(`synchronous_commit off.*ALTER ROLE "${role}"`),
    );
    await hasty.close();
    await server.with((connection) => connection.command(`DROP ROLE ${role}`));
  });

  it('is refused for a database whose text is not Unicode', async (t) => {
    const { server, schema } = await open(t);
    const database = schema.replace('latchkey_', 'encoding_');
    await server.with((connection) =>
      connection.command(`CREATE DATABASE ${database} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`),
    );
    const url = new URL((await postgresUrl()) ?? '');
    url.pathname = `/${database}`;
    const other = await connect(1, url.href);
    await assert.rejects(
      other.with((connection) => checkServer(connection, other.place)),
      /keeps its text as LATIN1.*ENCODING 'UTF8'/,
    );
    await other.close();
    await server.with((connection) => connection.command(`DROP DATABASE ${database}`));
  });

  it('says what is wrong, where, and what to do, and never the password', async () => {
    const url = new URL((await postgresUrl()) ?? '');
    url.password = 'very-secret';
    const at = (change: (url: URL) => void): string => {
      const changed = new URL(url);
      change(changed);
      return changed.href;
    };
    const cases: [url: string, says: RegExp][] = [
      [at((each) => (each.port = '1')), /nothing answers there: see whether PostgreSQL runs/],
      [at((each) => (each.hostname = 'nowhere.invalid')), /its host name has no address/],
      [at((each) => (each.pathname = '/no_such_database')), /there is no such database: createdb/],
      [at((each) => (each.username = 'no_such_role')), /role "no_such_role" does not exist/],
    ];
    for (const [address, says] of cases) {
      const server = await connect(1, address);
      const error = await server
        .with((connection) => connection.command('SELECT 1'))
        .catch((each: unknown) => each);
      const { message } = startErrorOf(error, server.place);
      assert.match(message, says);
      assert.ok(message.includes(server.place), message);
      assert.doesNotMatch(message, /very-secret/);
      await server.close();
    }
  });
});

interface Shape {
  /** `table.column type`, with `not null`. */
  columns: string[];
  /** `table(columns)` of primary keys and unique constraints. */
  keys: string[];
  /** `table(columns) → table`. */
  references: string[];
  indexes: string[];
}

/** PostgreSQL alone has the id of a row's transaction; SQLite alone has a key on e-mail addresses beside the index on them. */
const OF_POSTGRES = new Set(['audit.xid xid8 not null']);
const EMAIL = 'users(email)';

async function shapeOfPostgres(server: PgServer, schema: string): Promise<Shape> {
  const ask = async (sql: string) => {
    const { rows } = await server.with((connection) => connection.command(sql));
    return rows.map((row) => row.map(String));
  };
  const columns = await ask(`
SELECT table_name, column_name, data_type, is_nullable, coalesce(collation_name, '') FROM information_schema.columns
WHERE table_schema = '${schema}'`);
  const constraints = await ask(`
SELECT conrelid::regclass, contype, (SELECT string_agg(a.attname, ', ' ORDER BY k.at) FROM unnest(conkey) WITH ORDINALITY k(number, at)
  JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.number), confrelid::regclass, confdeltype
FROM pg_constraint WHERE connamespace = '${schema}'::regnamespace`);
  const indexes = await ask(`SELECT indexname FROM pg_indexes WHERE schemaname = '${schema}'
AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_key'`);
  const bare = (name = '') => name.replace(/^.*\./, '').replaceAll('"', '');
  const isNoMonth = ([table]: string[]) => monthOfName(bare(table)) === null;
  const types: Record<string, string> = { text: 'text', bigint: 'integer' };
  assert.deepEqual(
    columns.filter(
      ([table, , type, , collation]) => type === 'text' && table !== 'migrations' && collation !== 'C',
    ),
    [],
  );
  return {
    columns: columns
      .filter(isNoMonth)
      .map(
        ([table, column, type = '', nullable]) =>
          `${table}.${column} ${types[type] ?? type}${nullable === 'NO' ? ' not null' : ''}`,
      )
      .filter((each) => !OF_POSTGRES.has(each))
      .sort(),
    keys: constraints
      .filter((each) => isNoMonth(each) && (each[1] === 'p' || each[1] === 'u'))
      .map(([table, , names]) => `${bare(table)}(${names})`)
      .concat(EMAIL)
      .sort(),
    references: constraints
      .filter(([, type]) => type === 'f')
      .map(
        ([table, , names, to, deletes]) =>
          `${bare(table)}(${names}) → ${bare(to)}${deletes === 'c' ? ' cascade' : ''}`,
      )
      .sort(),
    indexes: indexes
      .flat()
      .filter((name) => !/^audit_to_/.test(name))

      .sort(),
  };
}

function shapeOfSqlite(db: DatabaseSync): Shape {
  const all = (sql: string, ...values: string[]) => db.prepare(sql).all(...values);
  const tables = all(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`).map(
    ({ name }) => String(name),
  );
  const shape: Shape = { columns: [], keys: [], references: [], indexes: [] };
  for (const table of tables) {
    const columns = all('SELECT * FROM pragma_table_info(?) ORDER BY pk', table);
    for (const { name, type, notnull, pk } of columns) {
      shape.columns.push(`${table}.${name} ${String(type).toLowerCase()}${notnull || pk ? ' not null' : ''}`);
    }
    shape.keys.push(
      `${table}(${columns
        .filter(({ pk }) => pk)
        .map(({ name }) => name)
        .join(', ')})`,
    );
    for (const { name, origin } of all('SELECT name, origin FROM pragma_index_list(?)', table)) {
      const of = all('SELECT name FROM pragma_index_info(?)', String(name)).map((each) => each.name);
      if (origin === 'u') shape.keys.push(`${table}(${of.join(', ')})`);
      if (origin === 'c') shape.indexes.push(String(name));
    }
    for (const key of all('SELECT * FROM pragma_foreign_key_list(?)', table)) {
      shape.references.push(
        `${table}(${key.from}) → ${key.table}${key.on_delete === 'CASCADE' ? ' cascade' : ''}`,
      );
    }
  }
  for (const list of Object.values(shape)) list.sort();
  return shape;
}

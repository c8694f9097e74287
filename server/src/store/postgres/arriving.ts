import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { DatabaseAddress } from '../../config/environment/database.ts';
import { StartError } from '../../config/environment/start-error.ts';
import type { Instant } from '../../model/index.ts';
import { migrations } from '../migrations/index.ts';
import type { Arriving, Changed, Leaving, MovedTable } from '../moving/moving.ts';
import type { Store } from '../store.ts';
import { postgresDatabases, schemaOf, schemaPlace } from './index.ts';
import { columnsOf, migrate, schemaReached } from './migrate.ts';
import { type PgConnection, PgServer } from './server.ts';
import { checkServer, startErrorOf } from './start-checks.ts';
import { type ColumnTypes, quoted } from './statement.ts';
import { unfinishedOf } from './unfinished.ts';

/** Rows of one statement while changes are followed. */
const SLICE = 1_000;
/** One holds the lock, one works. */
const CONNECTIONS = 2;
const LOCK = 'latchkey move';

/** Foreign keys, unique keys and indexes of a schema, each with the statement that makes it. */
const PARTS = (schema: string) => `
SELECT k.contype::text, c.relname::text, k.conname::text,
  format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '${schema}' AND k.contype IN ('f', 'u')
UNION ALL
SELECT 'index', t.relname::text, c.relname::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = '${schema}' AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
ORDER BY 1, 2, 3`;

interface Part {
  kind: 'f' | 'u' | 'index';
  table: string;
  name: string;
  make: string;
}

/** Connects to where an API's database is to be. Throws `StartError` if the server is unfit, or another move fills it. */
export async function openArriving(address: DatabaseAddress, apiName: string): Promise<Arriving> {
  const url = address.directUrl ?? address.url;
  const server = new PgServer(url, { connections: CONNECTIONS, answerTimeout: 0, pipeline: false });
  try {
    await server.with((connection) => checkServer(connection, server.place));
    const release = await lockMoves(server, schemaOf(apiName));
    return new ArrivingPostgres(server, address, apiName, release);
  } catch (error) {
    await server.close();
    throw startErrorOf(error, server.place);
  }
}

/** Keeps two machines from filling one schema. The lock lasts as long as the connection. */
function lockMoves(server: PgServer, schema: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    server
      .with(async (connection) => {
        const { rows } = await connection.command(
          `SELECT pg_try_advisory_lock(hashtextextended('${LOCK} ${schema}', 0))`,
        );
        if (rows[0]?.[0] !== 1) {
          throw new StartError(
            `Another process moves into the schema ${schema} of ${server.place}: let that finish.`,
          );
        }
        await new Promise<void>((release) => resolve(release));
        await connection.command('SELECT pg_advisory_unlock_all()');
      })
      .catch(reject);
  });
}

class ArrivingPostgres implements Arriving {
  readonly place: string;
  readonly #server: PgServer;
  readonly #address: DatabaseAddress;
  readonly #final: string;
  readonly #schema: string;
  readonly #release: () => void;
  #types: ColumnTypes = new Map();
  #parts: Part[] = [];

  constructor(server: PgServer, address: DatabaseAddress, apiName: string, release: () => void) {
    this.#server = server;
    this.#address = address;
    this.#final = schemaOf(apiName);
    this.#schema = unfinishedOf(this.#final);
    this.#release = release;
    this.place = schemaPlace(address, apiName);
  }

  isComplete(): Promise<boolean> {
    return this.#on(async (connection) => (await schemaReached(connection, this.#final)) !== null);
  }

  prepare(tables: readonly MovedTable[], now: Instant): Promise<void> {
    return this.#on(async (connection) => {
      const [schema, known] = [this.#schema, migrations];
      await connection.command(`DROP SCHEMA IF EXISTS ${quoted(schema)} CASCADE`);
      await migrate(connection, { schema, known, now });
      this.#types = await columnsOf(connection, schema);
      for (const { name, columns } of tables) {
        const missing = columns.find((column) => !this.#types.get(name)?.has(column));
        if (missing)
          throw new StartError(`The table ${name} has a column ${missing} that Latchkey did not make.`);
      }
      const { rows } = await connection.command(PARTS(schema));
      this.#parts = rows.map(([kind, table, name, make]) => ({ kind, table, name, make }) as Part);
      // Rows arrive in any order, and faster without. In the order of their kinds foreign keys leave before what they refer to.
      for (const { kind, table, name } of this.#parts) {
        await connection.command(
          kind === 'index'
            ? `DROP INDEX ${quoted(schema)}.${quoted(name)}`
            : `ALTER TABLE ${this.#name(table)} DROP CONSTRAINT ${quoted(name)}`,
        );
      }
    });
  }

  copy(table: MovedTable, lines: Iterable<string>): Promise<void> {
    return this.#on((connection) => this.#copyIn(connection, table, lines));
  }

  follow(from: Pick<Leaving, 'changes' | 'line' | 'taken'>): Promise<number> {
    return this.#on(async (connection) => {
      let count = 0;
      await connection.command('BEGIN');
      try {
        // All of them leave first: a value that must be unique may have gone from one row to another.
        for (const slice of slicesOf(from.changes())) {
          await this.#remove(connection, slice);
          count += slice.length;
        }
        for (const slice of slicesOf(from.changes())) {
          const lines = slice.flatMap((each) => from.line(each) ?? []);
          const [first] = slice;
          if (first && lines.length > 0) await this.#copyIn(connection, first.table, [lines.join('')]);
        }
        await connection.command('COMMIT');
      } catch (error) {
        await connection.rollBack();
        throw error;
      }
      from.taken();
      return count;
    });
  }

  index(): Promise<void> {
    return this.#on(async (connection) => {
      for (const { kind, make } of this.#parts) if (kind !== 'f') await connection.command(make);
      for (const table of this.#types.keys()) await connection.command(`ANALYZE ${this.#name(table)}`);
    });
  }

  count({ name }: MovedTable): Promise<number> {
    return this.#on(async (connection) => {
      const { rows } = await connection.command(`SELECT count(*) FROM ${this.#name(name)}`);
      return Number(rows[0]?.[0]);
    });
  }

  contents({ name, columns, key }: MovedTable): Promise<string> {
    return this.#on(async (connection) => {
      const rows = connection.stream(
        copyTo(`COPY (SELECT ${listed(columns)} FROM ${this.#name(name)} ORDER BY ${listed(key)}) TO STDOUT`),
      );
      const sum = createHash('sha256');
      for await (const lines of rows) sum.update(lines);
      return sum.digest('hex');
    });
  }

  async open(): Promise<Store> {
    const databases = postgresDatabases({ ...this.#address, connections: CONNECTIONS });
    const store = await databases.open(this.#schema, { opening: 'read' });
    return { ...store, close: () => store.close().then(() => databases.close()) };
  }

  async finish(greatest: (table: string) => number): Promise<void> {
    const foreign = this.#parts.filter(({ kind }) => kind === 'f');
    await this.#on(async (connection) => {
      await connection.command('BEGIN');
      try {
        // Checked below, when servers may use it already: both databases have the same rows, and SQLite checked these.
        for (const { make } of foreign) await connection.command(`${make} NOT VALID`);
        for (const { table, column } of await this.#numbered(connection)) {
          const sequence = `pg_get_serial_sequence('${this.#name(table)}', '${column}')`;
          await connection.command(
            `SELECT setval(${sequence}, greatest(max(${column}), ${greatest(table)}, 1), greatest(max(${column}), ${greatest(table)}) > 0) ` +
              `FROM ${this.#name(table)}`,
          );
        }
        // Somebody with the right to do so may have made it for Latchkey; it is not dropped with anything in it.
        await connection.command(`DROP SCHEMA IF EXISTS ${quoted(this.#final)}`);
        await connection.command(`ALTER SCHEMA ${quoted(this.#schema)} RENAME TO ${quoted(this.#final)}`);
        await connection.command('COMMIT');
      } catch (error) {
        await connection.rollBack();
        throw error;
      }
    });
  }

  checkReferences(): Promise<void> {
    return this.#on(async (connection) => {
      for (const { kind, table, name } of this.#parts) {
        if (kind !== 'f') continue;
        await connection.command(
          `ALTER TABLE ${quoted(this.#final)}.${quoted(table)} VALIDATE CONSTRAINT ${quoted(name)}`,
        );
      }
    });
  }

  async abandon(): Promise<void> {
    await this.#on((connection) =>
      connection.command(`DROP SCHEMA IF EXISTS ${quoted(this.#schema)} CASCADE`),
    );
  }

  async close(): Promise<void> {
    this.#release();
    await this.#server.close();
  }

  async #copyIn(
    connection: PgConnection,
    { name, columns }: MovedTable,
    lines: Iterable<string>,
  ): Promise<void> {
    await pipeline(
      Readable.from(lines),
      connection.stream(copyFrom(`COPY ${this.#name(name)} (${listed(columns)}) FROM STDIN`)),
    );
  }

  async #remove(connection: PgConnection, slice: readonly Changed[]): Promise<void> {
    const [first] = slice;
    if (!first) return;
    const { name, key } = first.table;
    const types = key.map((column, at) => `$${at + 1}::${this.#types.get(name)?.get(column)}[]`);
    await connection.send(
      {
        name: `latchkey_move_${name}`,
        text: `DELETE FROM ${this.#name(name)} WHERE (${listed(key)}) IN (SELECT * FROM unnest(${types.join(', ')}))`,
      },
      key.map((_, at) => slice.map((each) => each.key[at] ?? null)),
    );
  }

  async #numbered(connection: PgConnection): Promise<{ table: string; column: string }[]> {
    const { rows } = await connection.command(`
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '${this.#schema}' AND a.attidentity <> ''`);
    return rows.map(([table, column]) => ({ table: String(table), column: String(column) }));
  }

  #name(table: string): string {
    return `${quoted(this.#schema)}.${quoted(table)}`;
  }

  /** Without time limits of the role: a table may take long. Throws `StartError`. */
  async #on<Value>(work: (connection: PgConnection) => Promise<Value>): Promise<Value> {
    try {
      return await this.#server.with(async (connection) => {
        await connection.command('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
        return work(connection);
      });
    } catch (error) {
      throw startErrorOf(error, this.#server.place);
    }
  }
}

const listed = (names: readonly string[]) => names.map(quoted).join(', ');

/** Groups changes of one table. */
function* slicesOf(changes: Iterable<Changed>): Iterable<Changed[]> {
  let slice: Changed[] = [];
  for (const each of changes) {
    if (slice.length > 0 && (slice.length === SLICE || slice[0]?.table !== each.table)) {
      yield slice;
      slice = [];
    }
    slice.push(each);
  }
  if (slice.length > 0) yield slice;
}

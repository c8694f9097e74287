import { createHash } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { StartError } from '../../config/environment/start-error.ts';
import { migrations } from '../migrations/index.ts';
import type { Changed, Key, Leaving, MovedTable } from '../moving/moving.ts';
import { lineOf } from './copy-line.ts';
import { causeOf } from './fault.ts';
import { MOVED, movedTo } from './moved.ts';
import { hasToBeOurs, hasToBeThere, hasToBeUpToDate } from './there.ts';

/** Rows that are read at a time: no read lasts long enough for the write-ahead log of the server to grow. */
const SLICE = 1_000;
/** How long to wait for the server's commit, in milliseconds. */
const BUSY_TIMEOUT = 5_000;
/** The notes of what changed. AUTOINCREMENT: a number is never given twice, so none is passed over. */
const NOTES = 'moving_changes';
const TRIGGER = 'moving_';

/** Opens the database of an API to be moved, beside its server. Throws `StartError` if it is missing, damaged or no database of Latchkey. */
export function openLeaving(path: string): Leaving {
  hasToBeThere(path);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    db.exec('PRAGMA wal_autocheckpoint = 0');
    hasToBeOurs(db, path);
    return new LeavingSqlite(db, path);
  } catch (error) {
    db?.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`The database ${path} cannot be moved: ${causeOf(error, path)}.`, { cause: error });
  }
}

class LeavingSqlite implements Leaving {
  readonly place: string;
  readonly tables: readonly MovedTable[];
  readonly #db: DatabaseSync;
  readonly #byKey = new Map<MovedTable, StatementSync>();
  #taken = 0;

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.place = path;
    this.tables = tablesOf(db);
  }

  state(): ReturnType<Leaving['state']> {
    const moved = movedTo(this.#db);
    if (moved === null) return 'in use';
    return moved.finished ? 'moved' : 'frozen';
  }

  follow(): void {
    this.restore();
    hasToBeUpToDate(this.#db, this.place, migrations);
    this.#inTransaction(() => {
      this.#db.exec(
        `CREATE TABLE ${NOTES} (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT NULL)`,
      );
      for (const table of this.tables) this.#db.exec(followers(table));
    });
  }

  *lines(table: MovedTable): Iterable<string> {
    const [columns, key] = [listed(table.columns), listed(table.key)];
    const select = `SELECT ${columns} FROM ${quoted(table.name)}`;
    const first = arrays(this.#db.prepare(`${select} ORDER BY ${key} LIMIT ${SLICE}`));
    const next = arrays(
      this.#db.prepare(
        `${select} WHERE (${key}) > (${table.key.map(() => '?').join(', ')}) ORDER BY ${key} LIMIT ${SLICE}`,
      ),
    );
    const places = table.key.map((name) => table.columns.indexOf(name));
    for (let rows = rowsOf(first, []); rows.length > 0; ) {
      yield rows.map((row) => lineOf(table, row)).join('');
      const last = rows.at(-1) ?? [];
      rows = rows.length < SLICE ? [] : rowsOf(next, places.map((at) => last[at]) as Key);
    }
  }

  async atOneMoment<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#db.exec('BEGIN');
    try {
      // The moment is that of the first read.
      this.#db.prepare('SELECT 1 FROM sqlite_master').get();
      return await work();
    } finally {
      this.#db.exec('ROLLBACK');
    }
  }

  *changes(): Iterable<Changed> {
    const tables = new Map(this.tables.map((table) => [table.name, table]));
    const notes = this.#db.prepare(
      `SELECT DISTINCT name, key FROM ${NOTES} WHERE number > ? ORDER BY name, key`,
    );
    for (const { name, key } of notes.iterate(this.#taken)) {
      const table = tables.get(String(name));
      if (table) yield { table, key: JSON.parse(String(key)) as Key };
    }
  }

  line({ table, key }: Changed): string | null {
    const known =
      this.#byKey.get(table) ??
      arrays(
        this.#db.prepare(
          `SELECT ${listed(table.columns)} FROM ${quoted(table.name)} WHERE ${table.key.map((name) => `${quoted(name)} = ?`).join(' AND ')}`,
        ),
      );
    this.#byKey.set(table, known);
    const [row] = rowsOf(known, key);
    return row ? lineOf(table, row) : null;
  }

  taken(): void {
    this.#taken = this.#number(`SELECT coalesce(max(number), 0) AS number FROM ${NOTES}`);
  }

  count({ name }: MovedTable): number {
    return this.#number(`SELECT count(*) AS number FROM ${quoted(name)}`);
  }

  async contents(table: MovedTable): Promise<string> {
    const sum = createHash('sha256');
    for (const lines of this.lines(table)) {
      sum.update(lines);
      // The other database answers meanwhile.
      await turn();
    }
    return sum.digest('hex');
  }

  greatest(name: string): number {
    const found = this.#db.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(name);
    return Number(found?.seq ?? 0);
  }

  freeze(to: string): void {
    this.#inTransaction(() => {
      this.#db.exec(`CREATE TABLE ${MOVED} (place TEXT NOT NULL, finished INTEGER NOT NULL)`);
      this.#db.prepare(`INSERT INTO ${MOVED} (place, finished) VALUES (?, 0)`).run(to);
      for (const { name } of this.tables) {
        for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
          this.#db.exec(
            `CREATE TRIGGER ${quoted(`${TRIGGER}frozen_${name}_${event}`)} BEFORE ${event} ON ${quoted(name)}
             BEGIN SELECT RAISE(ABORT, 'this database is being moved'); END`,
          );
        }
      }
    });
  }

  finish(): void {
    this.#db.exec(`UPDATE ${MOVED} SET finished = 1`);
  }

  restore(): void {
    this.#inTransaction(() => {
      const triggers = this.#db
        .prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, ?) = ?`)
        .all(TRIGGER.length, TRIGGER);
      for (const { name } of triggers) this.#db.exec(`DROP TRIGGER ${quoted(String(name))}`);
      for (const name of [NOTES, MOVED]) this.#db.exec(`DROP TABLE IF EXISTS ${name}`);
    });
    this.#taken = 0;
  }

  close(): void {
    this.#db.close();
  }

  #number(sql: string): number {
    return Number(this.#db.prepare(sql).get()?.number);
  }

  #inTransaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

/** All tables of Latchkey but the list of migrations, which each database has of its own. */
export function tablesOf(db: DatabaseSync): MovedTable[] {
  const names = db
    .prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !['migrations', NOTES, MOVED].includes(name));
  return names.map((name) => {
    const columns = db.prepare('SELECT name, pk FROM pragma_table_info(?)').all(name);
    const key = columns
      .filter(({ pk }) => Number(pk) > 0)
      .sort((one, other) => Number(one.pk) - Number(other.pk));
    return {
      name,
      columns: columns.map((column) => String(column.name)),
      key: key.map((column) => String(column.name)),
    };
  });
}

/** The triggers that note the keys of a table's changed rows. Both keys, where an update changes them. */
function followers({ name, key }: MovedTable): string {
  const note = (row: 'OLD' | 'NEW') =>
    `INSERT INTO ${NOTES} (name, key) SELECT '${name}', json_array(${key.map((each) => `${row}.${quoted(each)}`).join(', ')})`;
  const trigger = (event: string, body: string) =>
    `CREATE TRIGGER ${quoted(`${TRIGGER}${name}_${event}`)} AFTER ${event} ON ${quoted(name)} BEGIN ${body}; END;`;
  const differs = key.map((each) => `OLD.${quoted(each)} <> NEW.${quoted(each)}`).join(' OR ');
  return [
    trigger('INSERT', note('NEW')),
    trigger('UPDATE', `${note('NEW')}; ${note('OLD')} WHERE ${differs}`),
    trigger('DELETE', note('OLD')),
  ].join('\n');
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const listed = (names: readonly string[]) => names.map(quoted).join(', ');

function arrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}

function rowsOf(statement: StatementSync, key: Key): unknown[][] {
  return statement.all(...key) as unknown as unknown[][];
}

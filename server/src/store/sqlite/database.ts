import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../../config/environment/start-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { migrations } from '../migrations/index.ts';
import { migrate } from '../migrations/migrate.ts';
import { replaceParameters, valuesFor } from '../table/parameters.ts';
import { RowReader, type SqlParameters, type SqlRow } from '../table/row.ts';
import { type Database, hear, type Said, type Steps } from '../transactions.ts';
import { causeOf, faultOf, isBusy } from './fault.ts';
import { hasToBeHere } from './moved.ts';
import { hasToBeOurs, hasToBeThere, hasToBeUpToDate } from './there.ts';

/** Rows in one statement: half the cost of a statement for each. More gain nothing. */
const TOGETHER = 16;
/** The row of a plain INSERT comes after it, and nothing after that. */
const VALUES = ' VALUES ';

/** For a command that names no size: SQLite's own. */
const CACHE = 2;
/** How long opening waits for another process with the write lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * A statement that runs at the first `next()` and is over with it. So a verb runs from its first statement to its last
 * without a pause, and `yield*` costs no turn of the event loop.
 */
class Step<Parameters, Value> {
  readonly #run: (parameters: Parameters) => Value;
  readonly #parameters: Parameters;

  constructor(run: (parameters: Parameters) => Value, parameters: Parameters) {
    this.#run = run;
    this.#parameters = parameters;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorReturnResult<Value> {
    return { done: true, value: this.#run(this.#parameters) };
  }
}

/**
 * Runs steps to their end. Adds what they say beside their queries to `said`; without it, as for a read, they must say nothing.
 */
export function finish<Value>(steps: Steps<Value>, said?: Said): Value {
  const running = steps[Symbol.iterator]();
  for (;;) {
    const step = running.next();
    if (step.done) return step.value;
    if ('statement' in step.value) throw new Error('A statement of another database cannot run on SQLite.');
    if (!said) throw new Error('A read must not change anything.');
    hear(said, step.value);
  }
}

interface Prepared {
  statement: StatementSync;
  values: (parameters: SqlParameters | SqlRow) => SqlRow;
}

/** The statements of one connection, each prepared once, at its first use: opening a store would otherwise wait for some 300. */
export class SqliteDatabase implements Database {
  /** As in migration 46. A commit of 32 calls then writes 1 page for each, and 2.6 with indexes over the whole log. */
  readonly stretch = 4_096;
  readonly #db: DatabaseSync;
  readonly #path: string;

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#path = path;
  }

  one<Value>(
    sql: string,
    read: (row: RowReader) => Value,
  ): (parameters: SqlParameters) => Steps<Value | null> {
    const prepared = this.#preparing(sql);
    const run = (parameters: SqlParameters) => {
      const row: unknown = this.#read(() => {
        const { statement, values } = prepared();
        return statement.get(...values(parameters));
      });
      return Array.isArray(row) ? read(new RowReader(row)) : null;
    };
    return (parameters) => new Step(run, parameters);
  }

  many<Value>(sql: string, read: (row: RowReader) => Value): (parameters: SqlParameters) => Steps<Value[]> {
    const prepared = this.#preparing(sql);
    const run = (parameters: SqlParameters) => {
      const rows: unknown[] = this.#read(() => {
        const { statement, values } = prepared();
        return statement.all(...values(parameters));
      });
      return rows.map((row) => read(new RowReader(Array.isArray(row) ? row : [])));
    };
    return (parameters) => new Step(run, parameters);
  }

  run(sql: string): (parameters: SqlParameters | SqlRow) => Steps<number> {
    const prepared = this.#preparing(sql);
    const run = (parameters: SqlParameters | SqlRow) => {
      const { statement, values } = prepared();
      return Number(statement.run(...values(parameters)).changes);
    };
    return (parameters) => new Step(run, parameters);
  }

  put(sql: string): (parameters: SqlParameters | SqlRow) => Steps<unknown> {
    return this.run(sql);
  }

  insertAll(sql: string): (rows: readonly (SqlParameters | SqlRow)[]) => Steps<void> {
    const one = this.#preparing(sql);
    const row = sql.slice(sql.indexOf(VALUES) + VALUES.length);
    const several = this.#preparing(sql + `, ${row}`.repeat(TOGETHER - 1));
    const run = (rows: readonly (SqlParameters | SqlRow)[]) => {
      let at = 0;
      for (; at + TOGETHER <= rows.length; at += TOGETHER) {
        const { statement } = several();
        const { values } = one();
        statement.run(...rows.slice(at, at + TOGETHER).flatMap(values));
      }
      const { statement, values } = one();
      for (; at < rows.length; at++) statement.run(...values(rows[at] as SqlParameters | SqlRow));
    };
    return (rows) => new Step(run, rows);
  }

  #preparing(sql: string): () => Prepared {
    let prepared: Prepared | undefined;
    return () => {
      prepared ??= this.#prepare(sql);
      return prepared;
    };
  }

  /** SQLite looks a parameter up by its name each time, so each becomes a `?` in its place: half the cost of an insert. */
  #prepare(sql: string): Prepared {
    const names: string[] = [];
    const inPlace = replaceParameters(sql, (name) => {
      names.push(name);
      return '?';
    });
    const statement = this.#db.prepare(inPlace);
    statement.setReturnArrays(true);
    return { statement, values: valuesFor(names) };
  }

  /** Throws a `StoreFault` with the path if the file is the cause. */
  #read<Rows>(look: () => Rows): Rows {
    try {
      return look();
    } catch (error) {
      throw faultOf(error, this.#path);
    }
  }
}

/**
 * `make`: creates a missing file. `change`: the file has to exist. `read`: the same, and nothing is changed,
 * not even the schema.
 */
export type Opening = 'make' | 'change' | 'read';

interface OpeningOptions {
  clock: Clock;
  synchronous: 'FULL' | 'NORMAL';
  opening: Opening;
  /** For pages of the file; SQLite takes them as it needs them. */
  cacheMegabytes?: number | undefined;
}

/**
 * Opens the file and, unless it is only read, migrates its schema. Throws an `Error` of one sentence with
 * path and cause.
 */
export async function openDatabase(
  file: string,
  { clock, synchronous, opening, cacheMegabytes = CACHE }: OpeningOptions,
): Promise<DatabaseSync> {
  const path = resolve(file);
  let db: DatabaseSync | undefined;
  if (opening !== 'make') hasToBeThere(path);
  try {
    if (opening === 'read') {
      db = new DatabaseSync(path, { readOnly: true });
      db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}; ${cacheOf(cacheMegabytes)}`);
      hasToBeUpToDate(db, path, migrations);
      hasToBeHere(db, path);
      return db;
    }
    // It contains password hashes and sealed keys, so other users of this machine must not read it.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives its log files the same permissions.
    closeSync(openSync(path, 'a', 0o600));
    db = new DatabaseSync(path, { enableForeignKeyConstraints: true });
    if (opening === 'change') hasToBeOurs(db, path);
    await useWriteAheadLog(db);
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}; ${cacheOf(cacheMegabytes)}`);
    db.exec(`PRAGMA synchronous = ${synchronous}`);
    db.exec('PRAGMA wal_autocheckpoint = 0');
    hasToBeHere(db, path);
    migrate(db, migrations, clock.now());
    // From here on, waiting must not block the event loop: group-commit.ts and checkpoints.ts retry by a
    // timer.
    db.exec('PRAGMA busy_timeout = 0');
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`The database ${path} cannot be used: ${causeOf(error, path)}.`, { cause: error });
  }
}

/** A negative number is in KiB, a positive one in pages. */
function cacheOf(megabytes: number): string {
  return `PRAGMA cache_size = ${-1_024 * megabytes}`;
}

/**
 * Switching a new file to WAL needs exclusive access for a moment, and SQLite does not always wait for it, so
 * this retries without blocking the event loop.
 */
async function useWriteAheadLog(db: DatabaseSync): Promise<void> {
  for (let left = BUSY_TIMEOUT; ; left -= 10) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || left <= 0) throw error;
      await pause(10);
    }
  }
}

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../../config/environment/start-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { migrations } from '../migrations/index.ts';
import { migrate } from '../migrations/migrate.ts';
import { RowReader, type SqlParameters } from '../table/table.ts';
import { causeOf, faultOf, isBusy } from './fault.ts';
import { hasToBeOurs, hasToBeThere, hasToBeUpToDate } from './there.ts';

/** How long opening waits for another process that holds the write lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/** Statements of one connection, each prepared once, when the store opens. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #path: string;

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#path = path;
  }

  /** The first row, or `null`. */
  one<Value>(sql: string, read: (row: RowReader) => Value): (parameters: SqlParameters) => Value | null {
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    return (parameters) => {
      const row: unknown = this.#read(() => statement.get(parameters));
      return Array.isArray(row) ? read(new RowReader(row)) : null;
    };
  }

  many<Value>(sql: string, read: (row: RowReader) => Value): (parameters: SqlParameters) => Value[] {
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    return (parameters) => {
      const rows: unknown[] = this.#read(() => statement.all(parameters));
      return rows.map((row) => read(new RowReader(Array.isArray(row) ? row : [])));
    };
  }

  /** Answers how many rows changed. Only inside a verb: what runs here is committed by the group. */
  run(sql: string): (parameters: SqlParameters) => number {
    const statement = this.#db.prepare(sql);
    return (parameters) => Number(statement.run(parameters).changes);
  }

  /** Throws a `StoreFault` that names the file when it is that which fails. */
  #read<Rows>(look: () => Rows): Rows {
    try {
      return look();
    } catch (error) {
      throw faultOf(error, this.#path);
    }
  }
}

/**
 * `make`: the file is made if it is not there. `change`: it has to be there. `read`: likewise, and nothing in it is
 * changed, its schema neither.
 */
export type Opening = 'make' | 'change' | 'read';

/**
 * Opens the file and, unless it is only to be read, brings its schema up to date.
 * Throws an `Error` of one sentence that names the path and the cause.
 */
export async function openDatabase(
  file: string,
  { clock, synchronous, opening }: { clock: Clock; synchronous: 'FULL' | 'NORMAL'; opening: Opening },
): Promise<DatabaseSync> {
  const path = resolve(file);
  let db: DatabaseSync | undefined;
  if (opening !== 'make') hasToBeThere(path);
  try {
    if (opening === 'read') {
      db = new DatabaseSync(path, { readOnly: true });
      db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
      hasToBeUpToDate(db, path, migrations);
      return db;
    }
    // Password hashes and sealed keys are in here: no other user of this machine needs to read them.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives the log files beside it the same permissions.
    closeSync(openSync(path, 'a', 0o600));
    db = new DatabaseSync(path, { enableForeignKeyConstraints: true });
    if (opening === 'change') hasToBeOurs(db, path);
    await useWriteAheadLog(db);
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    db.exec(`PRAGMA synchronous = ${synchronous}`);
    db.exec('PRAGMA wal_autocheckpoint = 0');
    migrate(db, migrations, clock.now());
    // From here on nothing waits on the event loop: group-commit.ts and checkpoints.ts try again by a timer.
    db.exec('PRAGMA busy_timeout = 0');
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`The database ${path} cannot be used: ${causeOf(error, path)}.`, { cause: error });
  }
}

/**
 * Switching a new file to WAL needs it alone for a moment, and SQLite does not in every case wait for that, so a
 * process that opens the file at the same time as another tries again, without holding up its event loop.
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

import type { AuditEvent } from '../model/index.ts';
import type { RowReader, SqlParameters, SqlRow } from './table/row.ts';

/** A statement for the database to run. */
export interface Query {
  readonly statement: unknown;
  readonly parameters: SqlParameters | SqlRow;
}

/** Rows that a verb wrote to the log, for the work that is done once per transaction. */
export interface Written {
  readonly written: readonly AuditEvent[];
}

/** Tags (rules/change) of what a verb made outdated, of which no row tells. */
export interface Outdating {
  readonly outdated: readonly string[];
}

/** All that the verbs of a transaction say beside their queries. */
export interface Said {
  written: AuditEvent[];
  outdated: string[];
}

/** Adds what a verb says to `said`. */
export function hear(said: Said, saying: Written | Outdating): void {
  if ('written' in saying) for (const row of saying.written) said.written.push(row);
  else said.outdated.push(...saying.outdated);
}

/**
 * A part of a verb: `yield*` runs it and returns its value. Nothing runs without it. SQLite runs a statement on the spot;
 * PostgreSQL takes each yielded `Query` and returns the answer later. So each verb is written once for both.
 */
export interface Steps<Value> {
  [Symbol.iterator](): Iterator<Query | Written | Outdating, Value, unknown>;
}

/** The statements of the store. Each is prepared once, and each call of one is a step. */
export interface Database {
  /**
   * The rows of the log that its indexes have together, by `id / stretch`. So new rows add to few pages, however many the log has;
   * a search looks into one stretch after the other. `null`: each index is over the whole log.
   */
  readonly stretch: number | null;
  /** The first row, or `null`. */
  one<Value>(
    sql: string,
    read: (row: RowReader) => Value,
  ): (parameters: SqlParameters) => Steps<Value | null>;
  many<Value>(sql: string, read: (row: RowReader) => Value): (parameters: SqlParameters) => Steps<Value[]>;
  /** Returns the number of changed rows. Only inside a verb. */
  run(sql: string): (parameters: SqlParameters) => Steps<number>;
  /**
   * As `run`, for a change whose number of rows the verb need not know: PostgreSQL goes on without its answer. If it fails, the
   * transaction does.
   */
  put(sql: string): (parameters: SqlParameters | SqlRow) => Steps<unknown>;
  /** As `put`, for any number of rows by a statement that is a plain INSERT of parameters. */
  insertAll(sql: string): (rows: readonly (SqlParameters | SqlRow)[]) => Steps<void>;
}

/**
 * Runs verbs. A verb may run more than once, so it must change nothing but the database. Each call of `function*` written in
 * place makes a new kind of generator, which costs 2 µs; the verbs of most requests are made once, with a name.
 */
export interface Transactions {
  /**
   * Runs a verb as one transaction, as if no other ran beside it. Resolves to its result once that is on disk. Rejects
   * if the verb threw, and with a `StoreFault` if the database could not be written; then nothing of the verb remains.
   */
  write<Value>(verb: () => Steps<Value>): Promise<Value>;
  /**
   * As `write`, for a verb that reads nothing that another could change, or changes by one statement exactly the rows that this finds: it
   * may share a commit, and statements. Verbs that share one take their steps beside each other.
   */
  append<Value>(verb: () => Steps<Value>): Promise<Value>;
  /**
   * As `write`, for work that the server does by itself. A slow disk holds it up, and nothing else: SQLite otherwise keeps the event loop
   * until the disk has a commit.
   */
  chore<Value>(verb: () => Steps<Value>): Promise<Value>;
  /** Runs steps that change nothing. */
  read<Value>(steps: () => Steps<Value>): Promise<Value>;
}

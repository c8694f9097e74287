import { RowReader, type SqlParameters, type SqlRow } from '../table/row.ts';
import type { Database, Query, Steps } from '../transactions.ts';
import type { PgAnswer } from './server.ts';
import { type ColumnTypes, type PgStatement, pgStatement } from './statement.ts';

/** A query whose statement is PostgreSQL's. */
export interface PgQuery extends Query {
  readonly statement: PgStatement;
  /** For a statement that can insert several rows at once: those rows, instead of the parameters. */
  readonly rows?: readonly (SqlParameters | SqlRow)[];
  /** The verb goes on without the answer. */
  readonly isPut?: true;
}

/** The most rows of one statement. */
const MOST_ROWS = 2_000;

/** The statements of one schema. Each call of one is a step, which whoever runs the verb answers. */
export function pgDatabase(schema: string, columns: ColumnTypes): Database {
  // Translated at its first use: opening a store would otherwise wait for some 300.
  const prepared = (sql: string) => {
    let statement: PgStatement | undefined;
    return <Value>(parameters: SqlParameters, read: (answer: PgAnswer) => Value) => {
      statement ??= pgStatement(sql, schema, columns);
      return step({ statement, parameters }, read);
    };
  };
  return {
    stretch: null,

    one(sql, read) {
      const ask = prepared(sql);
      return (parameters) => ask(parameters, ({ rows: [row] }) => (row ? read(new RowReader(row)) : null));
    },
    many(sql, read) {
      const ask = prepared(sql);
      return (parameters) => ask(parameters, ({ rows }) => rows.map((row) => read(new RowReader(row))));
    },
    run(sql) {
      const ask = prepared(sql);
      return (parameters) => ask(parameters, ({ count }) => count);
    },
    put(sql) {
      let statement: PgStatement | undefined;
      return (parameters) => {
        statement ??= pgStatement(sql, schema, columns);
        return step({ statement, parameters, isPut: true }, () => undefined);
      };
    },
    insertAll(sql) {
      const statement = pgStatement(sql, schema, columns);
      if (!statement.together) throw new Error(`Not a plain INSERT: ${sql}`);
      return function* (rows) {
        for (let at = 0; at < rows.length; at += MOST_ROWS) {
          const some = rows.slice(at, at + MOST_ROWS);
          yield* step({ statement, parameters: {}, rows: some, isPut: true }, () => undefined);
        }
      };
    },
  };
}

function step<Value>(query: PgQuery, read: (answer: PgAnswer) => Value): Steps<Value> {
  return {
    *[Symbol.iterator](): Iterator<Query, Value, unknown> {
      return read((yield query) as PgAnswer);
    },
  };
}

/** Values that a statement accepts: SQLite and PostgreSQL both support these. */
export type SqlValue = string | number | null;
export type SqlParameters = Record<string, SqlValue>;
/** Values in the order in which a statement has its parameters. */
export type SqlRow = readonly SqlValue[];

/** How one field of a model is written to and read from its column. */
export interface Codec<Value> {
  write(value: Value): SqlValue;
  read(value: unknown, column: string): Value;
}

/**
 * Reads the columns of one result row from left to right. Rows are arrays, so that a statement that joins
 * five tables needs no aliases and no look-ups by name.
 */
export class RowReader {
  readonly #values: readonly unknown[];
  #at = 0;

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  next(): unknown {
    return this.#values[this.#at++];
  }

  /** Returns all columns as the database has them. */
  all(): readonly unknown[] {
    return this.#values;
  }

  /** Returns whether the next column is null, as for a table that a LEFT JOIN did not find. */
  absent(): boolean {
    return this.#values[this.#at] === null;
  }

  skip(columns: number): void {
    this.#at += columns;
  }
}

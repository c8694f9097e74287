/** Values that a statement accepts: SQLite and PostgreSQL both support these. */
export type SqlValue = string | number | null;
export type SqlParameters = Record<string, SqlValue>;

/** Returns the cursor of a list, newest first; without a place, from the newest. */
export function placeOf(before: { createdAt: number; id: string } | null): { at: number; id: string } {
  return { at: before?.createdAt ?? Number.MAX_SAFE_INTEGER, id: before?.id ?? '' };
}

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

  /** Returns whether the next column is null, as for a table that a LEFT JOIN did not find. */
  absent(): boolean {
    return this.#values[this.#at] === null;
  }

  skip(columns: number): void {
    this.#at += columns;
  }
}

/** One table and its model: the only place that maps one to the other. */
export interface Table<Model> {
  readonly name: string;
  /** The columns to select, in the order of `read`. */
  columns(alias?: string): string;
  /** `INSERT` with one named parameter for each field. */
  readonly insert: string;
  /** `column = :field, …` for the named fields. */
  assignments(fields: readonly (keyof Model & string)[]): string;
  parameters(model: Model): SqlParameters;
  /** The parameters for some of the fields. */
  parametersOf(part: Partial<Model>): SqlParameters;
  read(row: RowReader): Model;
  /** Returns `null` if a LEFT JOIN found nothing; the first field must never be null. */
  readOptional(row: RowReader): Model | null;
}

/**
 * Describes a table by the fields of its model. A column has its field's name in snake case. Omitting a
 * field, or using the wrong codec, does not compile.
 */
export function table<Model extends object>(
  name: string,
  fields: { [Field in keyof Model]-?: Codec<Model[Field]> },
): Table<Model> {
  const entries = Object.entries(fields).map(([field, codec]) => ({
    field,
    column: columnOf(field),
    codec: codec as Codec<unknown>,
  }));
  const write = (part: object): SqlParameters => {
    const parameters: SqlParameters = {};
    for (const { field, codec } of entries) {
      const value: unknown = Reflect.get(part, field);
      if (value !== undefined) parameters[field] = codec.write(value);
    }
    return parameters;
  };
  const read = (row: RowReader): Model => {
    const model: Record<string, unknown> = {};
    for (const { field, column, codec } of entries) model[field] = codec.read(row.next(), column);
    return model as Model;
  };
  const columnNames = entries.map(({ column }) => column).join(', ');
  return {
    name,
    columns: (alias) =>
      alias === undefined ? columnNames : entries.map(({ column }) => `${alias}.${column}`).join(', '),
    insert: `INSERT INTO ${name} (${columnNames}) VALUES (${entries.map(({ field }) => `:${field}`).join(', ')})`,
    assignments: (names) => names.map((field) => `${columnOf(field)} = :${field}`).join(', '),
    parameters: write,
    parametersOf: write,
    read,
    readOptional: (row) => {
      if (!row.absent()) return read(row);
      row.skip(entries.length);
      return null;
    },
  };
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

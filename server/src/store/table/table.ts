import type { Codec, RowReader, SqlParameters, SqlRow } from './row.ts';
import { type Field, readerOf, writerOf } from './written-out.ts';

/** Returns the cursor of a list, newest first; without a place, from the newest. */
export function placeOf(before: { createdAt: number; id: string } | null): { at: number; id: string } {
  return { at: before?.createdAt ?? Number.MAX_SAFE_INTEGER, id: before?.id ?? '' };
}

/** Some columns of a table as a model. */
export interface Columns<Model> {
  /** The columns to select, in the order of `read`. */
  columns(alias?: string): string;
  read(row: RowReader): Model;
}

/** One table and its model: the only place that maps one to the other. */
export interface Table<Model> extends Columns<Model> {
  readonly name: string;
  /** Some of its columns, for a statement that runs often and needs no others. */
  part<Field extends keyof Model & string>(...fields: Field[]): Columns<Pick<Model, Field>>;
  /** `INSERT` with one named parameter for each field. */
  readonly insert: string;
  /** `column = :field, …` for the named fields. */
  assignments(fields: readonly (keyof Model & string)[]): string;
  parameters(model: Model): SqlParameters;
  /** Those of `insert`, in their order: for rows that are written often. */
  values(model: Model): SqlRow;
  /** The parameters for some of the fields. */
  parametersOf(part: Partial<Model>): SqlParameters;
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
  const entries: Field[] = Object.entries(fields).map(([field, codec]) => ({
    field,
    column: columnOf(field),
    codec: codec as Codec<unknown>,
  }));
  const write = (part: object): SqlParameters => {
    const parameters: SqlParameters = {};
    for (const { field, codec } of entries) {
      const value = (part as Record<string, unknown>)[field];
      if (value !== undefined) parameters[field] = codec.write(value);
    }
    return parameters;
  };
  const { columns, read } = columnsOf<Model>(entries);
  return {
    name,
    columns,
    part: (...some) => columnsOf(some.flatMap((name) => entries.filter(({ field }) => field === name))),
    insert: `INSERT INTO ${name} (${columns()}) VALUES (${entries.map(({ field }) => `:${field}`).join(', ')})`,
    assignments: (names) => names.map((field) => `${columnOf(field)} = :${field}`).join(', '),
    parameters: write,
    values: writerOf<Model>(entries),
    parametersOf: write,
    read,
    readOptional: (row) => {
      if (!row.absent()) return read(row);
      row.skip(entries.length);
      return null;
    },
  };
}

function columnsOf<Model>(fields: readonly Field[]): Columns<Model> {
  return {
    columns: (alias) =>
      fields.map(({ column }) => (alias === undefined ? column : `${alias}.${column}`)).join(', '),
    read: readerOf<Model>(fields),
  };
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

import type { Codec, RowReader, SqlParameters, SqlRow, SqlValue } from './row.ts';

/*
 * Functions for the fields of one table, or the parameters of one statement, written out as code and compiled at their first use. A loop over the
 * fields would be shared by all tables, and V8 looks up each member by its name wherever more than four shapes of objects come by.
 * The code is made of names from this program only. docs/decisions/0083-rows-are-read-by-code-of-their-own.md has what it gains.
 */

export interface Field {
  field: string;
  column: string;
  codec: Codec<unknown>;
}

/** Returns a function that reads the next columns of a row, one for each field in their order. */
export function readerOf<Model>(fields: readonly Field[]): (row: RowReader) => Model {
  return compiled(() => {
    const members = fields.map(
      ({ field }, at) => `${literal(field)}: codec${at}.read(row.next(), column${at})`,
    );
    return { code: `(row) => ({ ${members.join(', ')} })`, names: known(fields) };
  });
}

/** Returns a function that writes all fields of a model, in their order. */
export function writerOf<Model>(fields: readonly Field[]): (model: Model) => SqlRow {
  return compiled(() => {
    const values = fields.map(({ field }, at) => `codec${at}.write(model[${literal(field)}])`);
    return { code: `(model) => [${values.join(', ')}]`, names: known(fields) };
  });
}

/** Returns a function that takes parameters out in the order of `names`. It throws if one is missing. */
export function inOrderOf(names: readonly string[]): (parameters: SqlParameters) => SqlRow {
  return compiled(() => {
    const values = names.map((name) => `given(parameters[${literal(name)}], ${literal(name)})`);
    return { code: `(parameters) => [${values.join(', ')}]`, names: { given } };
  });
}

function given(value: SqlValue | undefined, name: string): SqlValue {
  if (value === undefined) throw new Error(`A statement was not given its parameter ${name}.`);
  return value;
}

function known(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ codec, column }, at) => [
      [`codec${at}`, codec],
      [`column${at}`, column],
    ]),
  );
}

function literal(name: string): string {
  return JSON.stringify(name);
}

/** Compiles a function of one argument when it is called first: a start would otherwise wait 8 ms for all tables. */
function compiled<Given, Made>(
  written: () => { code: string; names: Record<string, unknown> },
): (given: Given) => Made {
  let made: ((given: Given) => Made) | undefined;
  const make = (): ((given: Given) => Made) => {
    const { code, names } = written();
    return new Function(...Object.keys(names), `'use strict'; return ${code};`)(...Object.values(names));
  };
  return (given) => {
    made ??= make();
    return made(given);
  };
}

import type { SqlParameters, SqlRow, SqlValue } from './table.ts';

const LITERAL = /('(?:[^']|'')*')/;
const PARAMETER = /(?<![:\w]):([A-Za-z]\w*)/g;

/** Replaces each `:name` of a statement outside of quotes by what `as` returns for it. */
export function replaceParameters(sql: string, as: (name: string) => string): string {
  return outsideQuotes(sql, (part) => part.replace(PARAMETER, (_, name: string) => as(name)));
}

/** Changes the parts of a statement that are not quoted text. */
export function outsideQuotes(sql: string, change: (part: string) => string): string {
  return sql
    .split(LITERAL)
    .map((part, at) => (at % 2 === 1 ? part : change(part)))
    .join('');
}

/** Returns the values of a call in the order of `names`. Throws if one is missing. A row has that order already. */
export function valuesOf(names: readonly string[], values: SqlParameters | SqlRow): SqlRow {
  if (isRow(values)) {
    if (values.length === names.length) return values;
    throw new Error(`A statement with ${names.length} parameters was given ${values.length} values.`);
  }
  const inOrder: SqlValue[] = [];
  for (const name of names) {
    const value = values[name];
    if (value === undefined) throw new Error(`A statement was not given its parameter ${name}.`);
    inOrder.push(value);
  }
  return inOrder;
}

function isRow(values: SqlParameters | SqlRow): values is SqlRow {
  return Array.isArray(values);
}

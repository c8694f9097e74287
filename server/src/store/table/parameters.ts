import type { SqlParameters, SqlRow } from './row.ts';
import { inOrderOf } from './written-out.ts';

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

/** Returns a function that returns the values of a call in the order of `names`. It throws if one is missing. A row has that order already. */
export function valuesFor(names: readonly string[]): (values: SqlParameters | SqlRow) => SqlRow {
  const inOrder = inOrderOf(names);
  return (values) => {
    if (!isRow(values)) return inOrder(values);
    if (values.length === names.length) return values;
    throw new Error(`A statement with ${names.length} parameters was given ${values.length} values.`);
  };
}

function isRow(values: SqlParameters | SqlRow): values is SqlRow {
  return Array.isArray(values);
}

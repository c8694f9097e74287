/** Sorts behind each character that can follow a prefix; the value of `:end`. */
export const LAST_CHARACTER = '\u{10ffff}';

/** A condition, along an index on `lower(column)`: the text begins with `:prefix`, in any case. */
export function beginsWith(column: string): string {
  return `lower(${column}) >= lower(:prefix) AND lower(${column}) < lower(:prefix) || :end`;
}

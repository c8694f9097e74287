import { columns } from './terminal.ts';

/** Of every command that lists something. */
export const LIST_OPTIONS = { json: { type: 'boolean', default: false } } as const;
export const LIST_USAGE = '  --json            one JSON object on each line';

type Cell = string | number | null;

/**
 * Returns the lines that show `rows`: as JSON each row, otherwise a table of the cells of each. By default
 * these are the values of the row.
 */
export function listed<Row extends object>(
  rows: readonly Row[],
  json: boolean,
  cells: (row: Row) => readonly Cell[] = Object.values,
): string[] {
  if (json) return rows.map((row) => JSON.stringify(row));
  return columns(rows.map((row) => cells(row).map((cell) => String(cell ?? '-'))));
}

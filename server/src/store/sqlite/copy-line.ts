import { StartError } from '../../config/environment/start-error.ts';
import type { MovedTable } from '../moving/moving.ts';

/** Each has a letter in COPY's text format: https://www.postgresql.org/docs/current/sql-copy.html */
const SPECIAL: Record<string, string> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};
const SPECIALS = /[\b\f\n\r\t\v\\]/g;

/**
 * Returns a row as PostgreSQL writes it by COPY, so that the same row gives the same text on both databases. Throws `StartError`
 * for one that PostgreSQL cannot keep.
 */
export function lineOf(table: MovedTable, row: readonly unknown[]): string {
  let line = '';
  for (let at = 0; at < row.length; at += 1) {
    if (at > 0) line += '\t';
    const value = row[at];
    if (value === null) line += '\\N';
    else if (typeof value === 'number') line += String(value);
    else if (typeof value === 'string') line += escaped(table, row, at, value);
    else throw unfit(table, row, at, `has a ${typeof value}`);
  }
  return `${line}\n`;
}

function escaped(table: MovedTable, row: readonly unknown[], at: number, text: string): string {
  if (text.includes('\0')) throw unfit(table, row, at, 'has the character U+0000 in it');
  return text.replace(SPECIALS, (character) => SPECIAL[character] ?? character);
}

function unfit({ name, columns, key }: MovedTable, row: readonly unknown[], at: number, why: string) {
  const column = columns[at] ?? '';
  const where = key
    .map((each) => `${each} = '${String(row[columns.indexOf(each)]).replaceAll("'", "''")}'`)
    .join(' AND ');
  return new StartError(
    `A row of ${name} ${why}, in ${column}, which PostgreSQL cannot keep. Take it out with sqlite3: ` +
      `UPDATE ${name} SET ${column} = replace(${column}, char(0), '') WHERE ${where};`,
  );
}

const LETTERS = new Map(Object.entries(SPECIAL).map(([character, special]) => [special, character]));

/** Returns the values of a line as PostgreSQL writes it by COPY, numbers as text. */
export function rowOf(line: string): (string | null)[] {
  return line
    .split('\t')
    .map((value) =>
      value === '\\N' ? null : value.replace(/\\./g, (special) => LETTERS.get(special) ?? special.slice(1)),
    );
}

import { sha256 } from '../../lib/compare.ts';
import { outsideQuotes, replaceParameters, valuesFor } from '../table/parameters.ts';
import type { SqlParameters, SqlRow } from '../table/row.ts';

/** A statement of the store in PostgreSQL's words, ready to be sent. */
export interface PgStatement {
  /** The server keeps the plan under it. Equal text has an equal name, whichever process sends it. */
  readonly name: string;
  readonly text: string;
  /** The named parameters, in the order of `$1`, `$2` … */
  readonly parameters: readonly string[];
  /** Returns the values of parameters in that order. Throws if one is missing. */
  readonly values: (parameters: SqlParameters | SqlRow) => SqlRow;
  /** For an INSERT of parameters and nothing else, at most unless the row is there: several of them in one statement. */
  readonly together: PgStatement | null;
}

/** The types of a schema's columns, by table and column. */
export type ColumnTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

const TABLE = /\b(FROM|JOIN|INTO|UPDATE)(\s+)([a-z_]+)\b/g;
const PLAIN_INSERT =
  /^\s*INSERT INTO (\w+) \(([\w, ]+)\) VALUES \(((?::\w+(?:, )?)+)\)(\s*ON CONFLICT \(\w+\) DO NOTHING)?\s*$/;
/** Texts of one member of a JSON object, and the members of a JSON list of texts. */
const JSON_MEMBER = /\bjson_extract\(([\w.]+), '\$\.(\w+)'\)/g;
const JSON_LIST = /\bjson_each\((:\w+)\)/g;
/** Rows that another transaction is taking; SQLite, where no other writes meanwhile, reads a comment. */
const SKIPPING = /\/\* skip locked( of \w+)? \*\//g;
/** Seconds since 1970, at this moment and not at the beginning of the transaction. */
const TIME = /\bunixepoch\('subsec'\)/g;

/**
 * Translates a statement: `:name` becomes `$n`, each table is named with its schema, because a search path does not outlast a
 * transaction behind PgBouncer, and SQLite's functions for JSON become PostgreSQL's operators.
 */
export function pgStatement(sql: string, schema: string, columns: ColumnTypes): PgStatement {
  return { ...translated(sql, schema, columns), together: togetherOf(sql, schema, columns) };
}

/** Quotes a name of a schema, which may have hyphens. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function translated(sql: string, schema: string, columns: ColumnTypes): Omit<PgStatement, 'together'> {
  const parameters: string[] = [];
  const numbered = (name: string): string => {
    if (!parameters.includes(name)) parameters.push(name);
    return `$${parameters.indexOf(name) + 1}`;
  };
  const named = (whole: string, word: string, space: string, table: string): string =>
    columns.has(table) ? `${word}${space}${quoted(schema)}.${table}` : whole;
  const inPostgres = sql
    .trim()
    .replace(JSON_MEMBER, `(($1)::json ->> '$2')`)
    .replace(
      SKIPPING,
      (_, of: string | undefined) => `FOR UPDATE${of?.replace('of', 'OF') ?? ''} SKIP LOCKED`,
    )
    .replace(TIME, 'extract(epoch FROM clock_timestamp())')
    .replace(JSON_LIST, 'json_array_elements_text(($1)::json)');
  const text = outsideQuotes(replaceParameters(inPostgres, numbered), (part) => part.replace(TABLE, named));
  return { name: nameOf(text), text, parameters, values: valuesFor(parameters) };
}

function togetherOf(sql: string, schema: string, columns: ColumnTypes): PgStatement | null {
  const [, table = '', names = '', values = '', unless = ''] = PLAIN_INSERT.exec(sql) ?? [];
  const types = columns.get(table);
  const parameters = values.split(', ').map((each) => each.slice(1));
  if (!types || new Set(parameters).size < parameters.length) return null;
  const arrays = names.split(', ').map((column, at) => `$${at + 1}::${types.get(column) ?? 'text'}[]`);
  const rows = `SELECT * FROM unnest(${arrays.join(', ')})`;
  const text = `INSERT INTO ${quoted(schema)}.${table} (${names}) ${rows}${unless}`;
  return { name: nameOf(text), text, parameters, values: valuesFor(parameters), together: null };
}

function nameOf(text: string): string {
  return `latchkey_${sha256(text).slice(0, 22)}`;
}

import { randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type Page, type PageRequest, pageOf } from './paging.ts';

/**
 * The common fields of every stored record. Times are ISO 8601 in UTC, so that their text order is their time
 * order.
 */
export interface Kept {
  id: string;
  created_at: string;
  updated_at: string;
}

/** The first fields of a new record: the time, and an id that cannot be guessed or enumerated. */
export function freshRecord(prefix: string, now: string): Kept {
  return { id: `${prefix}_${randomBytes(12).toString('hex')}`, created_at: now, updated_at: now };
}

/** Columns that must have the given value, or one of the given values. */
export type Where = Record<string, string | string[]>;

/** The records of one tenant in one table. Other tenants' records cannot be reached through it. */
export interface Shelf<Row extends Kept> {
  /** Newest first. */
  page(request: PageRequest, where?: Where): Page<Row>;
  get(id: string, where?: Where): Row | null;
  insert(row: Row): Row;
  /** Returns the changed record, or `null` if there is none. */
  update(id: string, changes: Partial<Row>, where?: Where): Row | null;
  remove(id: string, where?: Where): boolean;
}

export interface TableShape<Row extends Kept> {
  table: string;
  /** The column with the tenant's id, which is never part of a shown record. */
  tenantColumn: string;
  columns: readonly (keyof Row & string)[];
  /** The `columns` that contain objects or lists. */
  json?: readonly (keyof Row & string)[];
}

/** A table in which every statement names the tenant. */
export class TenantTable<Row extends Kept> {
  readonly #database: DatabaseSync;
  readonly #shape: TableShape<Row>;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, shape: TableShape<Row>) {
    this.#database = database;
    this.#shape = shape;
  }

  of(tenant: string): Shelf<Row> {
    const { table, tenantColumn, columns } = this.#shape;
    const select = `SELECT ${columns.join(', ')} FROM ${table}`;
    const get = (id: string, where: Where = {}): Row | null => {
      const { text, values } = this.#filter(tenant, { ...where, id });
      const row = this.#prepare(`${select} WHERE ${text}`).get(...values);
      return row ? this.#read(row) : null;
    };
    return {
      get,
      page: ({ limit, after }, where = {}) => {
        const { text, values } = this.#filter(tenant, where);
        const from = after ? ' AND (created_at, id) < (?, ?)' : '';
        if (after) values.push(after.createdAt, after.id);
        const statement = `${select} WHERE ${text}${from} ORDER BY created_at DESC, id DESC LIMIT ?`;
        const rows = this.#prepare(statement).all(...values, limit + 1);
        return pageOf(
          rows.map((row) => this.#read(row)),
          limit,
        );
      },
      insert: (row) => {
        const marks = columns.map(() => '?').join(', ');
        this.#prepare(
          `INSERT INTO ${table} (${tenantColumn}, ${columns.join(', ')}) VALUES (?, ${marks})`,
        ).run(tenant, ...columns.map((column) => this.#write(column, row[column])));
        return row;
      },
      update: (id, changes, where = {}) => {
        const named = columns.filter((column) => column in changes && column !== 'id');
        const { text, values } = this.#filter(tenant, { ...where, id });
        const written = named.map((column) => this.#write(column, changes[column]));
        const set = named.map((column) => `${column} = ?`).join(', ');
        this.#prepare(`UPDATE ${table} SET ${set} WHERE ${text}`).run(...written, ...values);
        return get(id, where);
      },
      remove: (id, where = {}) => {
        const { text, values } = this.#filter(tenant, { ...where, id });
        return this.#prepare(`DELETE FROM ${table} WHERE ${text}`).run(...values).changes > 0;
      },
    };
  }

  #filter(tenant: string, where: Where): { text: string; values: SQLInputValue[] } {
    const parts = [`${this.#shape.tenantColumn} = ?`];
    const values: SQLInputValue[] = [tenant];
    for (const [column, value] of Object.entries(where)) {
      // Column names become SQL text, so only the table's own are accepted.
      if (!(this.#shape.columns as readonly string[]).includes(column)) {
        throw new Error(`${this.#shape.table} has no column ${column}`);
      }
      parts.push(Array.isArray(value) ? `${column} IN (SELECT value FROM json_each(?))` : `${column} = ?`);
      values.push(Array.isArray(value) ? JSON.stringify(value) : value);
    }
    return { text: parts.join(' AND '), values };
  }

  #read(row: Record<string, SQLOutputValue>): Row {
    const json: readonly string[] = this.#shape.json ?? [];
    const entries = Object.entries(row).map(([column, value]) => [
      column,
      json.includes(column) && typeof value === 'string' ? JSON.parse(value) : value,
    ]);
    return Object.fromEntries(entries) as Row;
  }

  #write(column: keyof Row & string, value: unknown): SQLInputValue {
    if (value === undefined || value === null) return null;
    return this.#shape.json?.includes(column) ? JSON.stringify(value) : (value as SQLInputValue);
  }

  #prepare(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = this.#database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { referencesFrom, referencesTo, transaction } from './database.ts';
import { invalidBody } from './problem.ts';
import { allFields, type Resource, type Value } from './resources.ts';
import { after, orderBy, orderOf, readCursor, type Search, stored, whereOf, writeCursor } from './search.ts';
import type { Page } from './versions.ts';

export type StoredRecord = Record<string, Value>;

/** The business and user of a call, from the token, never from the request. */
export interface Actor {
  businessId: string;
  userId: string;
}

type Row = Record<string, string | number | null>;

const DEFAULT_LIMIT = 20;

/** The records of one resource. Every query names the business; `null` means that it has no such record. */
export class RecordStore {
  readonly #database: DatabaseSync;
  readonly #resource: Resource;
  readonly #clock: () => Date;

  constructor(database: DatabaseSync, resource: Resource, clock: () => Date) {
    this.#database = database;
    this.#resource = resource;
    this.#clock = clock;
  }

  /** Returns the time as records store it: ISO 8601 in UTC. */
  now(): string {
    return this.#clock().toISOString();
  }

  get(businessId: string, id: string): StoredRecord | null {
    const { plural } = this.#resource;
    const row = this.#database
      .prepare(`SELECT * FROM ${plural} WHERE business_id = ? AND id = ?`)
      .get(businessId, id);
    return row ? this.#record(row as Row) : null;
  }

  /** Returns one page of matching records. `sentIn` names the place of the cursor for an error message. */
  find(businessId: string, search: Search, sentIn: 'query' | 'body'): Page {
    const { limit = DEFAULT_LIMIT } = search;
    const order = orderOf(search.sort);
    const conditions = [
      { text: 'business_id = ?', values: [businessId] },
      ...whereOf(this.#resource, search.filter ?? {}),
    ];
    if (search.cursor !== undefined) conditions.push(after(order, readCursor(search.cursor, order, sentIn)));
    const rows = this.#database
      .prepare(
        `SELECT * FROM ${this.#resource.plural}
         WHERE ${conditions.map(({ text }) => text).join(' AND ')}
         ORDER BY ${orderBy(order)} LIMIT ?`,
      )
      .all(...conditions.flatMap(({ values }) => values), limit + 1) as Row[];
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const more = rows.length > limit && last !== undefined;
    return {
      records: page.map((row) => this.#record(row)),
      next: more ? writeCursor(order, { value: last[order.field] ?? null, seq: Number(last.seq) }) : null,
    };
  }

  /** Stores a new record. Returns it with its id and defaults. Throws a `Problem` for a broken relation. */
  create(actor: Actor, given: StoredRecord, id = this.#newId(), at = this.now()): StoredRecord {
    const { plural, fields } = this.#resource;
    const row: Row = { business_id: actor.businessId, id };
    for (const [name, field] of Object.entries(fields)) {
      row[name] = stored(given[name] ?? field.default, field.type);
    }
    Object.assign(row, { created_at: at, updated_at: at, created_by: actor.userId });
    const names = Object.keys(row);
    return transaction(this.#database, () => {
      this.#checkRelations(actor.businessId, given);
      this.#database
        .prepare(`INSERT INTO ${plural} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
        .run(...Object.values(row));
      return this.#record(row);
    });
  }

  /** Changes only the given fields. Throws a `Problem` for a broken relation. */
  change(businessId: string, id: string, given: StoredRecord): StoredRecord | null {
    const { plural, fields } = this.#resource;
    const changes: Row = { updated_at: this.now() };
    for (const [name, value] of Object.entries(given)) {
      const field = fields[name];
      if (field) changes[name] = stored(value, field.type);
    }
    const sets = Object.keys(changes).map((name) => `${name} = ?`);
    return transaction(this.#database, () => {
      if (!this.get(businessId, id)) return null;
      this.#checkRelations(businessId, given);
      const row = this.#database
        .prepare(`UPDATE ${plural} SET ${sets.join(', ')} WHERE business_id = ? AND id = ? RETURNING *`)
        .get(...Object.values(changes), businessId, id);
      return row ? this.#record(row as Row) : null;
    });
  }

  /** Deletes the record and clears references to it. Returns `false` if the business has no such record. */
  delete(businessId: string, id: string): boolean {
    return transaction(this.#database, () => {
      for (const { from, field } of referencesTo(this.#resource)) {
        this.#database
          .prepare(
            `UPDATE ${from.plural} SET ${field} = NULL, updated_at = ? WHERE business_id = ? AND ${field} = ?`,
          )
          .run(this.now(), businessId, id);
      }
      const { changes } = this.#database
        .prepare(`DELETE FROM ${this.#resource.plural} WHERE business_id = ? AND id = ?`)
        .run(businessId, id);
      return changes > 0;
    });
  }

  /** Referenced records must exist in the same business; another business's record counts as missing. */
  #checkRelations(businessId: string, given: StoredRecord): void {
    const faults = referencesFrom(this.#resource)
      .filter(({ field }) => typeof given[field] === 'string')
      .filter(({ field, to }) => {
        const query = `SELECT 1 FROM ${to.plural} WHERE business_id = ? AND id = ?`;
        return !this.#database.prepare(query).get(businessId, String(given[field]));
      })
      .map(({ field, to }) => ({ pointer: `#/${field}`, detail: `there is no ${to.name} with this id` }));
    if (faults.length > 0) throw invalidBody(faults);
  }

  #record(row: Row): StoredRecord {
    return Object.fromEntries(
      Object.entries(allFields(this.#resource)).map(([name, field]) => {
        const value = row[name] ?? null;
        return [name, field.type === 'boolean' && value !== null ? value === 1 : value];
      }),
    );
  }

  #newId(): string {
    return `${this.#resource.prefix}_${randomBytes(12).toString('hex')}`;
  }
}

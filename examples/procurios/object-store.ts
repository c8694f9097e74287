import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type Scalar = string | number | boolean | null;

/** Values that a client stores under names of its own. */
export type Values = Record<string, Scalar | Scalar[]>;

export interface StoredObject {
  id: string;
  values: Values;
  /** ISO 8601 in UTC. */
  createdAt: string;
  createdBy: Author;
}

/** A user, or an application that acts for the association without one. */
export interface Author {
  kind: 'user' | 'client';
  id: string;
  name: string;
}

export interface ObjectPage {
  objects: StoredObject[];
  /** The position after which the next page begins, or `null` on the last page. */
  next: number | null;
}

interface Row {
  seq: number;
  id: string;
  content: string;
  created_at: string;
  author: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    association_id TEXT NOT NULL,
    id TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at TEXT NOT NULL,
    author TEXT NOT NULL,
    UNIQUE (association_id, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS objects_by_association ON objects (association_id, seq);`;

/** The objects of all associations. Every query names the association. */
export class ObjectStore {
  readonly #database: DatabaseSync;
  readonly #clock: () => Date;

  /** Opens the database in `folder`. Creates both if they do not exist. */
  constructor(folder: string, clock: () => Date = () => new Date()) {
    mkdirSync(folder, { recursive: true });
    this.#clock = clock;
    this.#database = new DatabaseSync(join(folder, 'procurios-objects.db'), { timeout: 5_000 });
    // FULL: an answered write survives a power cut.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    this.#database.exec(SCHEMA);
  }

  /** Newest first, at most `limit`, after the position `after`. */
  page(associationId: string, limit: number, after: number | null): ObjectPage {
    const rows = this.#database
      .prepare(
        `SELECT * FROM objects WHERE association_id = ? AND seq < coalesce(?, 9007199254740991)
         ORDER BY seq DESC LIMIT ?`,
      )
      .all(associationId, after, limit + 1) as unknown as Row[];
    const page = rows.slice(0, limit);
    return { objects: page.map(read), next: rows.length > limit ? (page.at(-1)?.seq ?? null) : null };
  }

  get(associationId: string, id: string): StoredObject | null {
    const row = this.#database
      .prepare('SELECT * FROM objects WHERE association_id = ? AND id = ?')
      .get(associationId, id);
    return row ? read(row as unknown as Row) : null;
  }

  /** Stores new values under a new id, or under `id` for records of the demo. */
  add(associationId: string, values: Values, createdBy: Author, id = newId()): StoredObject {
    const createdAt = this.#clock().toISOString();
    this.#database
      .prepare('INSERT INTO objects (association_id, id, content, created_at, author) VALUES (?, ?, ?, ?, ?)')
      .run(associationId, id, JSON.stringify(values), createdAt, JSON.stringify(createdBy));
    return { id, values, createdAt, createdBy };
  }

  /** Runs `fill` once in the lifetime of this database, in one transaction. */
  fillOnce(fill: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      if (this.#database.prepare('PRAGMA user_version').get()?.user_version === 0) {
        fill();
        this.#database.exec('PRAGMA user_version = 1');
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}

function read(row: Row): StoredObject {
  return {
    id: row.id,
    values: JSON.parse(row.content) as Values,
    createdAt: row.created_at,
    createdBy: JSON.parse(row.author) as Author,
  };
}

function newId(): string {
  return `obj_${randomBytes(12).toString('hex')}`;
}

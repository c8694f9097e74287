import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../model/index.ts';
import type { Migration } from './index.ts';

/**
 * Brings a SQLite database up to the newest of `known`, one transaction a step. Each step takes the write lock
 * before it looks at what has run, so that of two processes which open a database at once one migrates and the
 * other finds it done.
 *
 * Throws, leaving everything as it was, when the database was written by a newer version than this one.
 */
export function migrate(db: DatabaseSync, known: readonly Migration[], now: Instant): void {
  // A reader need not wait for another process that writes, nor for room on the disk.
  if (schemaOf(db) === known.at(-1)?.version) return;
  while (step(db, known, now));
}

/** Throws when a newer version wrote the database. */
export function notNewer(reached: number, known: readonly Migration[]): void {
  const newest = known.at(-1)?.version ?? 0;
  if (reached <= newest) return;
  throw new Error(
    `it was written by a newer version of Latchkey (schema ${reached}, this version knows ${newest}); ` +
      'start that version, or a newer one',
  );
}

/** The newest migration that ran; `null` for a file that Latchkey did not make. */
export function schemaOf(db: DatabaseSync): number | null {
  const table = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`).get();
  if (!table) return null;
  return Number(db.prepare('SELECT max(version) AS version FROM migrations').get()?.version ?? 0);
}

/** Runs the first missing migration; `false` when there was none. */
function step(db: DatabaseSync, known: readonly Migration[], now: Instant): boolean {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(`CREATE TABLE IF NOT EXISTS migrations (
      version INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL)`);
    const reached = schemaOf(db) ?? 0;
    notNewer(reached, known);
    const next = known.find(({ version }) => version === reached + 1);
    if (next) {
      db.exec(next.sql);
      db.prepare('INSERT INTO migrations (version, name, at) VALUES (?, ?, ?)').run(
        next.version,
        next.name,
        now,
      );
    }
    db.exec('COMMIT');
    return next !== undefined;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

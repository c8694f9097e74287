import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../model/index.ts';
import type { Migration } from './index.ts';

/**
 * Migrates a SQLite database to the newest of `known`, in one transaction. It takes the write lock before it
 * reads what has run: if two processes open a database at once, one migrates and the other finds it done.
 *
 * Throws and changes nothing if a step fails, or if a newer version wrote the database.
 */
export function migrate(db: DatabaseSync, known: readonly Migration[], now: Instant): void {
  // Reads first, so that an up-to-date database needs neither the write lock nor disk space.
  if (schemaOf(db) === known.at(-1)?.version) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    runMissing(db, known, now);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Throws if a newer version wrote the database. */
export function notNewer(reached: number, known: readonly Migration[]): void {
  const newest = known.at(-1)?.version ?? 0;
  if (reached <= newest) return;
  throw new Error(
    `it was written by a newer version of Latchkey (schema ${reached}, this version knows ${newest}); ` +
      'start that version, or a newer one, or restore the backup from before the upgrade',
  );
}

/** Returns the newest migration that ran, or `null` for a file that Latchkey did not make. */
export function schemaOf(db: DatabaseSync): number | null {
  const table = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`).get();
  if (!table) return null;
  return Number(db.prepare('SELECT max(version) AS version FROM migrations').get()?.version ?? 0);
}

function runMissing(db: DatabaseSync, known: readonly Migration[], now: Instant): void {
  db.exec(`CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL)`);
  const reached = schemaOf(db) ?? 0;
  notNewer(reached, known);
  const ran = db.prepare('INSERT INTO migrations (version, name, at) VALUES (?, ?, ?)');
  for (const { version, name, sql } of known) {
    if (version <= reached) continue;
    db.exec(sql);
    ran.run(version, name, now);
  }
}

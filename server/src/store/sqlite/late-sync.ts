import { type FileHandle, open } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';

/** As `PRAGMA synchronous` tells it. */
const FULL = 2;

/**
 * Lets commits of a connection go without the wait for the disk, which would hold the event loop, and waits for it in a thread. A late
 * commit is written into SQLite's log as always. A later one has the disk take the log as a whole, so none gets there before an earlier one.
 */
export class LateSync {
  readonly #db: DatabaseSync;
  readonly #log: string;
  #isLate = false;
  #file: Promise<FileHandle> | undefined;

  private constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#log = `${path}-wal`;
  }

  /** Returns `null` for a connection whose commits do not wait for the disk anyway. */
  static of(db: DatabaseSync, path: string): LateSync | null {
    return db.prepare('PRAGMA synchronous').get()?.synchronous === FULL ? new LateSync(db, path) : null;
  }

  /** Says whether the next commits are late. Outside of a transaction; those that are not stay as safe as they were, whatever failed before. */
  use(isLate: boolean): void {
    if (isLate === this.#isLate) return;
    this.#db.exec(`PRAGMA synchronous = ${isLate ? 'NORMAL' : 'FULL'}`);
    this.#isLate = isLate;
  }

  /** Resolves when the disk has everything that was committed by now. Rejects if it could not take it. */
  async synced(): Promise<void> {
    // SQLite keeps this file while the connection is open, and has no lock on it that closing another handle would end.
    this.#file ??= open(this.#log, 'r+').catch((error: unknown) => {
      this.#file = undefined;
      throw error;
    });
    await (await this.#file).datasync();
  }

  /** Resolves when nothing waits any more. */
  async close(): Promise<void> {
    await (await this.#file?.catch(() => undefined))?.close();
  }
}

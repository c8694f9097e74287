import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** One write verb that waits for its turn: `run` does its statements, `settle` answers its caller. */
interface Waiting {
  /** Runs inside the verb's savepoint; throws to undo exactly this verb. */
  run(): void;
  /** Called after the commit. */
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Write verbs that meet in one turn of the event loop share one commit, and so one wait for the disk. Each runs
 * in a savepoint, all or nothing, and is answered only after the commit. The whole batch runs synchronously, so
 * no read on this connection ever sees half of it.
 */
export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #save: StatementSync;
  readonly #release: StatementSync;
  readonly #undo: StatementSync;
  readonly #committed: () => void;
  #waiting: Waiting[] = [];
  #closed = false;

  /** `committed` is called after each commit. */
  constructor(db: DatabaseSync, committed: () => void) {
    this.#db = db;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#save = db.prepare('SAVEPOINT verb');
    this.#release = db.prepare('RELEASE verb');
    this.#undo = db.prepare('ROLLBACK TO verb');
    this.#committed = committed;
  }

  /**
   * Runs `verb` in the next batch and resolves with what it returned once that is on disk. Rejects when the verb
   * threw, and then nothing of it remains; or when the commit failed, and then nothing of the batch remains.
   */
  write<Value>(verb: () => Value): Promise<Value> {
    if (this.#closed) return Promise.reject(new Error('The database was closed.'));
    return new Promise<Value>((resolve, reject) => {
      let value: { is: Value } | undefined;
      this.#waiting.push({
        run: () => {
          value = { is: verb() };
        },
        resolve: () => (value ? resolve(value.is) : reject(new Error('The verb did not run.'))),
        reject,
      });
      if (this.#waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    let settle: () => void;
    try {
      settle = this.#commitAll(batch);
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      for (const { reject } of batch) reject(error);
      return;
    }
    settle();
    this.#committed();
  }

  close(): void {
    this.#closed = true;
    this.flush();
  }

  /** Returns how to answer everybody; throws when the batch as a whole came to nothing. */
  #commitAll(batch: Waiting[]): () => void {
    const refusals = new Map<Waiting, unknown>();
    this.#begin.run();
    for (const verb of batch) {
      this.#save.run();
      try {
        verb.run();
      } catch (error) {
        // A full disk or an I/O error makes SQLite roll back everything by itself.
        if (!this.#db.isTransaction) throw error;
        this.#undo.run();
        refusals.set(verb, error);
      }
      this.#release.run();
    }
    this.#commit.run();
    return () => {
      for (const verb of batch) {
        if (refusals.has(verb)) verb.reject(refusals.get(verb));
        else verb.resolve();
      }
    };
  }
}

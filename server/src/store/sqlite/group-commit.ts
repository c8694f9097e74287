import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { SECOND } from '../../lib/clock.ts';
import { StoreFault } from '../store-fault.ts';
import { faultOf, isBusy } from './fault.ts';

/** How long a verb waits for another process that holds the write lock. */
const PATIENCE = 5 * SECOND;
/** Between two tries for the lock, in milliseconds; doubled each time. */
const SHORTEST_PAUSE = 1;
const LONGEST_PAUSE = 50;
/** Verbs that wait for the lock at once: some megabytes. */
const MOST_WAITING = 20_000;

/** One write verb that waits for its turn: `run` does its statements, `settle` answers its caller. */
interface Waiting {
  /** By the steady clock, in milliseconds. */
  until: number;
  /** Runs inside the verb's savepoint; throws to undo exactly this verb. */
  run(): void;
  /** Called after the commit. */
  resolve(): void;
  reject(error: unknown): void;
}

export interface GroupCommitOptions {
  /** Of the database, to be named when it cannot be written. */
  path: string;
  /** Called after each commit. */
  committed(): void;
  /** Called when a commit, or a verb of it, came to nothing, with the cause. */
  failed?(error: unknown): void;
  /** How long a verb waits for the lock, in milliseconds (5 seconds). */
  patience?: number;
}

/**
 * Write verbs that meet in one turn of the event loop share one commit, and so one wait for the disk. Each runs
 * in a savepoint, all or nothing, and is answered only after the commit. The whole batch runs synchronously, so
 * no read on this connection ever sees half of it.
 *
 * While another process holds the write lock, verbs wait by a timer, never on the event loop, so that reads
 * are answered meanwhile. For that the connection has to have a busy timeout of 0.
 */
export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #save: StatementSync;
  readonly #release: StatementSync;
  readonly #undo: StatementSync;
  readonly #options: GroupCommitOptions;
  #waiting: Waiting[] = [];
  #pause = 0;
  #closed: (() => void) | null = null;

  constructor(db: DatabaseSync, options: GroupCommitOptions) {
    this.#db = db;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#save = db.prepare('SAVEPOINT verb');
    this.#release = db.prepare('RELEASE verb');
    this.#undo = db.prepare('ROLLBACK TO verb');
    this.#options = options;
  }

  /**
   * Runs `verb` in the next batch and resolves with what it returned once that is on disk. Rejects when the verb
   * threw, and then nothing of it remains; or with a `StoreFault` when the database could not be written, and then
   * nothing of the batch remains.
   */
  write<Value>(verb: () => Value): Promise<Value> {
    if (this.#closed) return Promise.reject(new Error('The database was closed.'));
    if (this.#waiting.length >= MOST_WAITING) return Promise.reject(this.#locked());
    return new Promise<Value>((resolve, reject) => {
      let value: { is: Value } | undefined;
      this.#waiting.push({
        until: performance.now() + (this.#options.patience ?? PATIENCE),
        run: () => {
          value = { is: verb() };
        },
        resolve: () => (value ? resolve(value.is) : reject(new Error('The verb did not run.'))),
        reject,
      });
      // While one waits for the lock, its timer is set already.
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
    });
  }

  /** Resolves when what waits is committed or refused; takes nothing more. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#closed = resolve;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#waiting.length > 0) this.#settleAll();
    if (this.#waiting.length === 0) this.#closed?.();
  }

  #settleAll(): void {
    const batch = this.#waiting;
    let began = false;
    let settle: () => void;
    try {
      // Left over from one that could not even be rolled back.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#begin.run();
      began = true;
      settle = this.#commitAll(batch);
    } catch (error) {
      if (!began && isBusy(error)) {
        this.#waitForLock();
      } else {
        this.#waiting = [];
        this.#refuse(batch, error);
      }
      return;
    }
    this.#pause = 0;
    this.#waiting = [];
    settle();
    this.#options.committed();
  }

  /** Another process writes just now: those that have waited long enough are told, the others wait on. */
  #waitForLock(): void {
    const now = performance.now();
    const late = this.#waiting.filter(({ until }) => until <= now);
    this.#waiting = this.#waiting.filter(({ until }) => until > now);
    for (const { reject } of late) reject(this.#locked());
    if (this.#waiting.length === 0) return;
    this.#pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, 2 * this.#pause));
    setTimeout(() => this.#flush(), this.#pause);
  }

  #locked(): StoreFault {
    return new StoreFault('locked', `The database ${this.#options.path} is locked by another process.`);
  }

  #refuse(batch: Waiting[], error: unknown): void {
    const fault = faultOf(error, this.#options.path);
    try {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    } catch {
      // Tried again before the next batch.
    }
    for (const { reject } of batch) reject(fault);
    this.#options.failed?.(fault);
  }

  /** Returns how to answer everybody; throws when the batch as a whole came to nothing. */
  #commitAll(batch: Waiting[]): () => void {
    const refusals = new Map<Waiting, unknown>();
    for (const verb of batch) {
      this.#save.run();
      try {
        verb.run();
      } catch (error) {
        // A full disk or an I/O error makes SQLite roll back everything by itself.
        if (!this.#db.isTransaction) throw error;
        this.#undo.run();
        const fault = faultOf(error, this.#options.path);
        refusals.set(verb, fault);
        this.#options.failed?.(fault);
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

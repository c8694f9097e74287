import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { SECOND } from '../../lib/clock.ts';
import type { AuditEvent } from '../../model/index.ts';
import { StoreFault } from '../store-fault.ts';
import type { Said, Steps, Transactions } from '../transactions.ts';
import { finish } from './database.ts';
import { faultOf, isBusy } from './fault.ts';
import { LateSync } from './late-sync.ts';

/** How long a verb waits for another process with the write lock. */
const LOCK_TIMEOUT = 5 * SECOND;
/** Between two attempts to get the lock, in milliseconds; doubled each time. */
const SHORTEST_PAUSE = 1;
const LONGEST_PAUSE = 50;
/** The most verbs that wait for the lock at once; some megabytes. */
const MOST_WAITING = 20_000;

/** A write verb in the queue: `run` executes its statements, `settle` answers its caller. */
interface Waiting {
  isChore: boolean;
  /** On the steady clock, in milliseconds. */
  until: number;
  /** Throws to undo only this verb. Runs once more if a verb of its batch threw. */
  run(): void;
  /** Called when the disk has the commit. */
  resolve(): void;
  reject(error: unknown): void;
}

/** Why verbs of a batch are refused; the others are not in it. */
type Refusals = Map<Waiting, unknown>;

export interface GroupCommitOptions {
  /** The database's path, for the error if it cannot be written. */
  path: string;
  /** Run before each commit: writes once what several verbs would each write. */
  beforeCommit?(written: readonly AuditEvent[]): Steps<void>;
  /** Whether batches have to wait, as for the lock: for a checkpoint of the whole log. */
  isHeld?(): boolean;
  /** Called once the disk has a commit, with its duration, in milliseconds, the number of its verbs, and what they said. */
  committed(ms: number, verbs: number, said: Said): void;
  /** Called with the cause when a commit, or one of its verbs, failed. */
  failed?(error: unknown): void;
  /** How long a verb waits for the lock, in milliseconds (5 seconds). */
  lockTimeout?: number;
}

/**
 * Write verbs in the same turn of the event loop share one commit, and so one disk sync. Each is all or
 * nothing, and is answered after the commit. The batch runs synchronously, so no read on this connection sees
 * a part of it.
 *
 * For a savepoint SQLite copies each page that the verb changes, which costs a fifth of redeeming a code. Verbs
 * hardly ever throw, so a batch runs without savepoints first, and with them only if a verb threw.
 *
 * While another process has the write lock, verbs wait by a timer, never on the event loop, so that reads are
 * answered meanwhile. So the connection must have a busy timeout of 0.
 */
export class GroupCommit implements Transactions {
  readonly #db: DatabaseSync;
  readonly #look: StatementSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #save: StatementSync;
  readonly #release: StatementSync;
  readonly #undo: StatementSync;
  readonly #rollBack: StatementSync;
  readonly #late: LateSync | null;
  readonly #options: GroupCommitOptions;
  #waiting: Waiting[] = [];
  /** All that the verbs of the batch said. */
  #said: Said = { written: [], outdated: [] };
  #pause = 0;
  /** Whether this turn of the event loop ends with a batch. */
  #isDue = false;
  #closed: (() => void) | null = null;

  constructor(db: DatabaseSync, options: GroupCommitOptions) {
    this.#db = db;
    this.#look = db.prepare('BEGIN');
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#save = db.prepare('SAVEPOINT verb');
    this.#release = db.prepare('RELEASE verb');
    this.#undo = db.prepare('ROLLBACK TO verb');
    this.#rollBack = db.prepare('ROLLBACK');
    this.#late = LateSync.of(db, options.path);
    this.#options = options;
  }

  /** Runs `verb` in the next batch. A fault rejects every verb of the batch, and nothing of the batch remains. */
  write<Value>(verb: () => Steps<Value>): Promise<Value> {
    return this.#enqueue(verb, false);
  }

  append<Value>(verb: () => Steps<Value>): Promise<Value> {
    return this.#enqueue(verb, false);
  }

  chore<Value>(verb: () => Steps<Value>): Promise<Value> {
    return this.#enqueue(verb, true);
  }

  #enqueue<Value>(verb: () => Steps<Value>, isChore: boolean): Promise<Value> {
    if (this.#closed) return Promise.reject(new Error('The database was closed.'));
    if (this.#waiting.length >= MOST_WAITING) return Promise.reject(this.#locked());
    return new Promise<Value>((resolve, reject) => {
      let value: { is: Value } | undefined;
      this.#waiting.push({
        isChore,
        until: performance.now() + (this.#options.lockTimeout ?? LOCK_TIMEOUT),
        run: () => {
          value = { is: finish(verb(), this.#said) };
        },
        resolve: () => (value ? resolve(value.is) : reject(new Error('The verb did not run.'))),
        reject,
      });
      // A batch that waits for the lock already has a timer.
      if (this.#waiting.length > 1) return;
      this.#isDue = true;
      setImmediate(() => this.#flush());
    });
  }

  /**
   * Runs at once, so it sees what was committed a moment ago. In a turn that ends with a batch the reads share one look at the file: for a
   * look of its own SQLite locks the file and lets it go, which is 2 of the 5 µs of a read. The requests of that turn had arrived before.
   */
  async read<Value>(steps: () => Steps<Value>): Promise<Value> {
    if (this.#isDue && !this.#db.isTransaction) this.#look.run();
    return finish(steps());
  }

  /** Ends the look that reads share, or what is left of a transaction. */
  rollBack(): void {
    if (this.#db.isTransaction) this.#rollBack.run();
  }

  /** Accepts nothing more. Resolves when all waiting verbs are committed or refused. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      this.#flush();
    });
    await this.#late?.close();
  }

  #flush(): void {
    this.#isDue = false;
    if (this.#waiting.length > 0) this.#settleAll();
    if (this.#waiting.length === 0) this.#closed?.();
  }

  /** @param apart whether each verb gets a savepoint, because one has thrown without */
  #settleAll(apart = false): void {
    const batch = this.#waiting;
    const start = performance.now();
    const isLate = this.#late !== null && batch.every(({ isChore }) => isChore);
    let began = false;
    let refusals: Refusals | null;
    try {
      this.rollBack();
      if (this.#options.isHeld?.()) {
        this.#waitForLock();
        return;
      }
      this.#late?.use(isLate);
      this.#begin.run();
      began = true;
      refusals = apart ? this.#runApart(batch) : this.#runTogether(batch);
      if (refusals) this.#commitAll();
    } catch (error) {
      if (!began && isBusy(error)) {
        this.#waitForLock();
      } else {
        this.#waiting = [];
        this.#refuse(batch, error);
      }
      return;
    }
    if (!refusals) {
      this.#settleAll(true);
      return;
    }
    this.#pause = 0;
    this.#waiting = [];
    const said = this.#said;
    const ms = performance.now() - start;
    const tell = () => this.#options.committed(ms, batch.length, said);
    if (isLate) void this.#answerLate(batch, refusals, tell);
    else {
      answer(batch, refusals);
      tell();
    }
  }

  async #answerLate(batch: Waiting[], refusals: Refusals, tell: () => void): Promise<void> {
    try {
      await this.#late?.synced();
      answer(batch, refusals);
    } catch (error) {
      const fault = faultOf(error, this.#options.path);
      for (const { reject } of batch) reject(fault);
      this.#options.failed?.(fault);
    }
    // Readers see the commit, also where the disk could not take it.
    tell();
  }

  /** Another process, or a checkpoint, has the file: verbs that have waited long enough are refused, the others go on waiting. */
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
      this.rollBack();
    } catch {
      // Retried before the next batch.
    }
    for (const { reject } of batch) reject(fault);
    this.#options.failed?.(fault);
  }

  #commitAll(): void {
    const { beforeCommit } = this.#options;
    if (beforeCommit) finish(beforeCommit(this.#said.written));
    this.#commit.run();
  }

  /** Runs the verbs without savepoints. Returns `null` if one threw: then all of them have to run again, apart. */
  #runTogether(batch: Waiting[]): Refusals | null {
    this.#said = { written: [], outdated: [] };
    try {
      for (const verb of batch) verb.run();
      return new Map();
    } catch (error) {
      // On a full disk or an I/O error SQLite rolls back by itself.
      if (!this.#db.isTransaction) throw error;
      return null;
    }
  }

  /** Runs each verb in a savepoint, so that one that throws is undone and refused by itself. */
  #runApart(batch: Waiting[]): Refusals {
    const refusals: Refusals = new Map();
    this.#said = { written: [], outdated: [] };
    const { written, outdated } = this.#said;
    for (const verb of batch) {
      this.#save.run();
      const before = [written.length, outdated.length] as const;
      try {
        verb.run();
      } catch (error) {
        if (!this.#db.isTransaction) throw error;
        this.#undo.run();
        [written.length, outdated.length] = before;
        const fault = faultOf(error, this.#options.path);
        refusals.set(verb, fault);
        this.#options.failed?.(fault);
      }
      this.#release.run();
    }
    return refusals;
  }
}

function answer(batch: Waiting[], refusals: Refusals): void {
  for (const verb of batch) {
    if (refusals.has(verb)) verb.reject(refusals.get(verb));
    else verb.resolve();
  }
}

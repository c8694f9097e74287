import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../lib/clock.ts';
import { StoreFault } from '../store-fault.ts';
import type { Said, Steps, Transactions } from '../transactions.ts';
import { appendTogether, ask, runAlone, Sending, type Waiting } from './append.ts';
import type { PgQuery } from './database.ts';
import { faultOf, isCollision, isConnectionLost, isStatementLost } from './fault.ts';
import { type PgTransaction, WHICH_TRANSACTION, wasCommitted } from './outcome.ts';
import type { PgServer } from './server.ts';
import { walkOf } from './walk.ts';

/** How long a verb waits for others, or is tried again after it collided with them or lost its connection. */
const PATIENCE = 5 * SECOND;
/** Milliseconds before a verb runs again, at most; doubled each time. */
const SHORTEST_PAUSE = 2;
const LONGEST_PAUSE = 100;
/** After so many collisions a verb runs alone among those that write, of all nodes. */
const ALONE_AFTER = 2;
/** Transactions of appending verbs that are under way at once; what arrives meanwhile shares the next. */
const APPENDING_AT_ONCE = 2;
/** The most verbs in one of them. */
const MOST_TOGETHER = 64;

/** A time limit would end the wait for a synchronous replica, and the server would then answer as if it had the commit. */
const COMMIT = 'SET LOCAL statement_timeout = 0; COMMIT';

export interface TransactionsOptions {
  /** A table of the schema that nobody else locks: each verb that writes shares a lock on it, unless it has to be alone. */
  turns: string;
  /** Returns what is sent in front of `COMMIT`, in the same packet. */
  last?(said: Said): readonly PgQuery[];
  /** Called after each commit with its duration in milliseconds, the number of its verbs, and what they said. */
  committed(ms: number, verbs: number, said: Said): void;
  /** Called after that; the verbs are answered when it resolves. */
  tell?(said: Said): Promise<void> | null;
  /** Called when nobody can say whether a transaction is committed. */
  unsure?(): void;
  /** How long a statement waits for others, and how long a verb is tried again, in milliseconds (5 seconds). */
  patience?: number;
}

export class PgTransactions implements Transactions {
  readonly #server: PgServer;
  readonly #options: TransactionsOptions;
  /** First statements of reads that went on to a second one, so that the next such read sees one moment from its start. */
  readonly #longReads = new Set<unknown>();
  #waiting: Waiting[] = [];
  #appending = 0;
  /** The verbs of this process that collided often run one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #patience: number;
  readonly #begin: Record<'write' | 'writeAlone' | 'append' | 'read', string>;
  #closed = false;

  constructor(server: PgServer, options: TransactionsOptions) {
    this.#server = server;
    this.#patience = options.patience ?? PATIENCE;
    const limits =
      `SET LOCAL statement_timeout = ${this.#patience}; ` +
      `SET LOCAL idle_in_transaction_session_timeout = ${2 * this.#patience}`;
    // By this the server can tell later what became of the transaction.
    const which = `SELECT ${WHICH_TRANSACTION}`;
    // The moment that a verb sees begins behind the lock.
    const serializable = (mode: string) =>
      `BEGIN ISOLATION LEVEL SERIALIZABLE; ${limits}; LOCK TABLE ${options.turns} IN ${mode} MODE; ${which}`;
    this.#begin = {
      write: serializable('ROW SHARE'),
      writeAlone: serializable('EXCLUSIVE'),
      append: `BEGIN ISOLATION LEVEL READ COMMITTED; ${limits}; ${which}`,
      read: `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${limits}`,
    };
    this.#options = options;
  }

  write<Value>(verb: () => Steps<Value>): Promise<Value> {
    return this.#keep(async () => {
      const begun = performance.now();
      const { value, said } = await this.#persistently((isAlone) => this.#writeOnce(verb, isAlone));
      this.#options.committed(performance.now() - begun, 1, said);
      await this.#options.tell?.(said);
      return value;
    });
  }

  append<Value>(verb: () => Steps<Value>): Promise<Value> {
    return this.#keep(
      () =>
        new Promise<Value>((resolve, reject) => {
          this.#waiting.push({ verb, resolve: resolve as (value: unknown) => void, reject });
          if (this.#waiting.length === 1) setImmediate(() => this.#startAppending());
        }),
    );
  }

  chore<Value>(verb: () => Steps<Value>): Promise<Value> {
    return this.write(verb);
  }

  /** As `append`, in a transaction of its own. */
  appendAlone<Value>(verb: () => Steps<Value>): Promise<Value> {
    return this.#keep(
      () =>
        new Promise<Value>((resolve, reject) => {
          void this.#append([{ verb, resolve: resolve as (value: unknown) => void, reject }]);
        }),
    );
  }

  read<Value>(steps: () => Steps<Value>): Promise<Value> {
    return this.#keep(() => this.#persistently(() => this.#readOnce(steps)));
  }

  /** Accepts nothing more. Resolves when all that was accepted is answered. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #keep<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#closed) throw new Error('The database was closed.');
    const going = work();
    this.#underWay.add(going);
    try {
      return await going;
    } catch (error) {
      throw faultOf(error, this.#server.place);
    } finally {
      this.#underWay.delete(going);
    }
  }

  /** Runs `work` again as long as nothing of it remains and it may succeed the next time. */
  async #persistently<Value>(work: (isAlone: boolean) => Promise<Value>): Promise<Value> {
    const until = performance.now() + this.#patience;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await (attempt > ALONE_AFTER ? this.#inTurn(() => work(true)) : work(false));
      } catch (error) {
        if (isStatementLost(error)) this.#server.prepares = false;
        const passing = isCollision(error) || isConnectionLost(error) || isStatementLost(error);
        const willBeAlone = isCollision(error) && attempt <= ALONE_AFTER;
        if (!passing || (performance.now() >= until && !willBeAlone)) throw error;
      }
      await pause(Math.random() * Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** attempt));
    }
  }

  /** One of this process waits to be alone at a time, with one connection. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  #writeOnce<Value>(verb: () => Steps<Value>, isAlone: boolean): Promise<{ value: Value; said: Said }> {
    return this.#transaction(this.#begin[isAlone ? 'writeAlone' : 'write'], async (sending) => {
      const walk = walkOf(verb());
      return { value: await runAlone(sending, walk), said: walk.said };
    });
  }

  /** Runs `work` and commits. Throws if nothing of it remains; if nobody can say, a `StoreFault` that is `unsure`. */
  async #transaction<Value extends { said: Said }>(
    begin: string,
    work: (sending: Sending) => Promise<Value>,
  ): Promise<Value> {
    const run = await this.#server.with(async (connection) => {
      const sending = new Sending(connection);
      // Not awaited: the first statement follows in the same packet. It fails as well if this does.
      const begun = connection.command(begin);
      begun.catch(() => {});
      let value: Value;
      let which: PgTransaction;
      try {
        value = await work(sending);
        const [id, life] = (await begun).rows[0] ?? [];
        which = { id: String(id), life: String(life) };
      } catch (error) {
        await connection.rollBack();
        await begun;
        await sending.answered();
        throw error;
      }
      try {
        for (const query of this.#options.last?.(value.said) ?? []) sending.put(ask(connection, query));
        const committed = connection.command(COMMIT);
        committed.catch(() => {});
        // First, because the commit of a transaction that one of them ended says only that it had ended, and not that it may run again.
        await sending.answered();
        const { command } = await committed;
        if (command !== 'COMMIT') throw new Error('The transaction had failed before its commit.');
        return { value, unanswered: null };
      } catch (error) {
        if (!isConnectionLost(error)) {
          await connection.rollBack();
          throw error;
        }
        return { value, unanswered: { which, error } };
      }
    });
    // Asked on another connection, after this one is given back.
    if (run.unanswered && !(await this.#wasCommitted(run.unanswered.which))) throw run.unanswered.error;
    return run.value;
  }

  async #wasCommitted(which: PgTransaction): Promise<boolean> {
    try {
      return await wasCommitted(this.#server, which, this.#patience);
    } catch (error) {
      this.#options.unsure?.();
      throw error;
    }
  }

  #startAppending(): void {
    while (this.#waiting.length > 0 && this.#appending < APPENDING_AT_ONCE) {
      const batch = this.#waiting.splice(0, MOST_TOGETHER);
      this.#appending += 1;
      void this.#append(batch).finally(() => {
        this.#appending -= 1;
        this.#startAppending();
      });
    }
  }

  /** Answers each verb of a batch. If one fails, each runs again by itself, so that it alone is refused. */
  async #append(batch: Waiting[]): Promise<void> {
    const begun = performance.now();
    try {
      const { values, said } = await this.#persistently(() =>
        this.#transaction(this.#begin.append, (sending) =>
          appendTogether(
            sending,
            batch.map(({ verb }) => verb),
          ),
        ),
      );
      this.#options.committed(performance.now() - begun, batch.length, said);
      await this.#options.tell?.(said);
      batch.forEach(({ resolve }, at) => void resolve(values[at]));
    } catch (error) {
      // A verb that may be on disk must not run again.
      if (batch.length === 1 || error instanceof StoreFault || isConnectionLost(error)) {
        for (const { reject } of batch) reject(error);
      } else for (const one of batch) await this.#append([one]);
    }
  }

  /** One statement needs no transaction; the steps begin again in one if there is a second. */
  async #readOnce<Value>(steps: () => Steps<Value>): Promise<Value> {
    const walk = walkOf(steps());
    const first = walk.start();
    if ('ended' in first) return first.ended.value;
    if (!this.#longReads.has(first.asks.statement)) {
      const second = walk.answer(
        await this.#server.with((connection) => ask(connection, first.asks as PgQuery)),
      );
      if ('ended' in second) return second.ended.value;
      this.#longReads.add(first.asks.statement);
    }
    return this.#server.with(async (connection) => {
      const begun = connection.command(this.#begin.read);
      begun.catch(() => {});
      try {
        return await runAlone(new Sending(connection), walkOf(steps()));
      } finally {
        await connection.rollBack();
        await begun;
      }
    });
  }
}

import { DatabaseError, Pool, type PoolClient, type PoolConfig, type Submittable } from 'pg';
import { SECOND } from '../../lib/clock.ts';
import type { SqlValue } from '../table/row.ts';
import { ConnectionLost, fault, isConnectionLost } from './fault.ts';
import type { PgStatement } from './statement.ts';

/** Milliseconds until a connection is made, or one of the pool is free. */
const CONNECT_TIMEOUT = 5 * SECOND;
/** Longer than any statement may run on the server, which ends it first where it can be reached. */
const ANSWER_TIMEOUT = 20 * SECOND;
const KEEP_ALIVE_AFTER = 10 * SECOND;
/** The most that wait for a connection at once; more are refused at once. */
const MOST_WAITING = 2_000;

/**
 * The life of the server that writes: its timeline, which a promotion changes, and when it was started. `null` for a replica.
 */
export const LIFE = `CASE WHEN NOT pg_is_in_recovery()
  THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) || ' ' || pg_postmaster_start_time()::text END`;
/** A commit waits for the replicas up to its own place in the write-ahead log, which it has only if it writes something. */
const CONFIRM = `BEGIN; SET LOCAL statement_timeout = 0;
SELECT pg_logical_emit_message(true, 'latchkey', ''); COMMIT`;

/** Object ids of types that JavaScript reads as numbers: all of them hold what fits. */
const NUMBERS = new Set([20, 21, 23, 26, 1700]);
const BOOLEAN = 16;

/** A flag reads as 0 or 1, as in SQLite. */
const types = {
  getTypeParser(oid: number): (text: string) => unknown {
    if (NUMBERS.has(oid)) return Number;
    return oid === BOOLEAN ? (text) => (text === 't' ? 1 : 0) : (text) => text;
  },
} as unknown as NonNullable<PoolConfig['types']>;

export interface PgAnswer {
  /** Each an array, in the order of the columns. */
  rows: unknown[][];
  /** Changed rows. */
  count: number;
  /** `COMMIT`, or what else was done. */
  command: string;
}

export interface ServerOptions {
  /** The most connections that are open at once. */
  connections: number;
  /** Milliseconds after which a connection that does not answer is given up; 0 for never. */
  answerTimeout?: number;
  /** Without, a connection takes streams of COPY. */
  pipeline?: boolean;
}

/** One PostgreSQL server and its pool of connections, which all APIs of the process share. */
export class PgServer {
  /** Host, port and database, for messages: never the password. */
  readonly place: string;
  /** Keeps plans on the server, until a pooler turns out to mix sessions up. */
  prepares = true;
  readonly #pool: Pool;
  /** The life of the server whose commits are all where they have to be. */
  #confirmed: string | null = null;

  constructor(url: string, { connections, answerTimeout = ANSWER_TIMEOUT, pipeline = true }: ServerOptions) {
    this.place = placeOf(url);
    this.#pool = new Pool({
      connectionString: url,
      max: connections,
      pipeline,
      types,
      application_name: 'latchkey',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: answerTimeout,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER,
      verify: (client, done) => void this.#confirm(client).then(() => done(), done),
    });
    // Without a listener the end of a connection would end the process. Its user learns of it by the answer.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** Runs `work` on a connection that nobody else uses meanwhile. Throws `ConnectionLost` if there is none. */
  async with<Value>(work: (connection: PgConnection) => Promise<Value>): Promise<Value> {
    if (this.#pool.waitingCount >= MOST_WAITING) {
      throw fault('locked', this.place, `${MOST_WAITING} requests wait for a connection already`);
    }
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw error instanceof DatabaseError ? error : new ConnectionLost('No connection.', { cause: error });
    });
    const connection = new PgConnection(client, this);
    try {
      return await work(connection);
    } finally {
      client.release(connection.unfit);
    }
  }

  /**
   * Resolves when all that the server had committed at this moment is also at its synchronous replicas, if it has any. Rejects if
   * they do not answer.
   */
  async confirm(): Promise<void> {
    await this.with((connection) => connection.command(CONFIRM));
  }

  /**
   * After a restart, PostgreSQL shows commits that had not reached the replica when it crashed. An answer that rests on one
   * (“ended already”) would be wrong when the replica is promoted, so a server in a new life is not asked before it has confirmed all.
   */
  async #confirm(client: PoolClient): Promise<void> {
    const { rows } = await client.query<{ life: string | null }>(`SELECT ${LIFE} AS life`);
    const life = rows[0]?.life ?? null;
    if (life === null || life === this.#confirmed) return;
    await client.query(CONFIRM);
    this.#confirmed = life;
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

export class PgConnection {
  readonly #client: PoolClient;
  readonly #server: PgServer;
  /** It must not be used again: it is lost, or in a transaction that could not be ended. */
  unfit = false;
  #gathers = false;

  constructor(client: PoolClient, server: PgServer) {
    this.#client = client;
    this.#server = server;
  }

  /** Sends a statement at once, also behind others that are not answered yet. Rejects with `ConnectionLost` or the server's error. */
  async send(
    { name, text }: Pick<PgStatement, 'name' | 'text'>,
    values: readonly (SqlValue | SqlValue[])[],
  ): Promise<PgAnswer> {
    const query = { text, values: [...values], rowMode: 'array' as const };
    this.#gather();
    const { rows, rowCount, command } = await this.#said(
      this.#client.query<unknown[]>(this.#server.prepares ? { ...query, name } : query),
    );
    return { rows, count: rowCount ?? 0, command };
  }

  /** Sends commands without parameters, parted by semicolons. Returns the answer of the last. */
  async command(text: string): Promise<PgAnswer> {
    this.#gather();
    const answer = await this.#said(this.#client.query<unknown[]>({ text, rowMode: 'array' }));
    const { rows, rowCount, command } = Array.isArray(answer) ? answer.at(-1) : answer;
    return { rows, count: rowCount ?? 0, command };
  }

  /** Begins a stream of COPY, on a connection without pipeline. Nothing else is sent until it has ended. */
  stream<Stream extends Submittable>(stream: Stream): Stream {
    return this.#client.query(stream);
  }

  /** Ends a transaction that came to nothing. */
  async rollBack(): Promise<void> {
    if (this.unfit) return;
    await this.command('ROLLBACK').catch(() => {
      this.unfit = true;
    });
  }

  /** All that is sent before the next answer can arrive goes in one packet: the driver writes each statement to the socket by itself. */
  #gather(): void {
    if (this.#gathers) return;
    this.#gathers = true;
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => {
      this.#gathers = false;
      stream.uncork();
    });
  }

  async #said<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      const told = error instanceof DatabaseError;
      if (!told || isConnectionLost(error)) this.unfit = true;
      throw told ? error : new ConnectionLost('The connection ended.', { cause: error });
    }
  }
}

/** Returns `host:port/database` of a connection URL, for messages. */
export function placeOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = hostname || (searchParams.get('host') ?? 'localhost');
  return `${host}:${port || searchParams.get('port') || '5432'}${pathname === '/' || pathname === '' ? '' : pathname}`;
}

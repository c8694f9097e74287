import { Socket } from 'node:net';
import { Client } from 'pg';
import { SECOND } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { readMessage } from '../push/message.ts';
import type { Push, PushFollower } from '../push/push.ts';
import type { SharedTime } from '../push/shared-time.ts';
import { ConnectionLost, causeOf } from './fault.ts';
import { quoted } from './statement.ts';

/** Between an answer and the next question. */
const BEAT = 300;
/** A connection on which nothing comes back for so long is given up: a partition ends none. */
const PATIENCE = 700;
/** After a failover the other sessions of this process may be with another server than this one. */
const LOOK_EVERY = 10 * SECOND;
const CONNECT_TIMEOUT = 5 * SECOND;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5 * SECOND;

/** In milliseconds. */
export const TIME = 'SELECT extract(epoch FROM clock_timestamp()) * 1000';

const SILENT = 'the server does not answer';
const UNHEARD =
  'notifications do not arrive. A pooler in transaction mode does not carry LISTEN: set LATCHKEY_DATABASE_DIRECT_URL to an ' +
  'address past it. If it is set, see whether it leads to the same server as LATCHKEY_DATABASE_URL';

export interface ListenerOptions {
  /** Past a pooler. */
  url: string;
  /** Takes note of the server's time. */
  time: SharedTime;
  /** Sends a notification in another session. */
  notify(channel: string): Promise<unknown>;
  /** Milliseconds between two looks whether it arrives (10 seconds). */
  lookEvery?: number;
}

/**
 * Hears the notifications of all nodes on one connection, and connects again when it is lost. The server drops none for a session
 * that lives, so nothing is missed while it answers.
 */
export class PgListener implements Push {
  readonly #options: ListenerOptions;
  readonly #followers = new Map<string, Set<PushFollower>>();
  /** A channel of this process alone. It shows whether notifications arrive. */
  readonly #own = newId('latchkey_listener').toLowerCase();
  #connection: Connection | null = null;
  #retry: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE;
  #up = false;
  #closed = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  get up(): boolean {
    return this.#up;
  }

  follow(channel: string, follower: PushFollower): () => void {
    const others = this.#followers.get(channel);
    this.#followers.set(channel, new Set([...(others ?? []), follower]));
    if (!this.#connection && !this.#retry) this.#connect();
    else {
      this.#connection?.listen([channel]).then(
        () => this.#up && follower.missed(null),
        () => {},
      );
    }
    return () => void this.#followers.get(channel)?.delete(follower);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#look);
    this.#connection?.end();
  }

  #connect(): void {
    this.#retry = undefined;
    let heard = false;
    const look = async () => {
      heard = false;
      await this.#options.notify(this.#own);
      within(PATIENCE, () => heard || connection.end(new Error(UNHEARD)));
    };
    const lookAgain = () => {
      clearTimeout(this.#look);
      // The server's own answers tell whether it can be reached.
      this.#look = setTimeout(() => look().catch(lookAgain), this.#options.lookEvery ?? LOOK_EVERY).unref();
    };
    const connection = new Connection(this.#options.url, {
      time: this.#options.time,
      told: (channel, text) => {
        if (channel !== this.#own) return this.#hear(channel, text);
        heard = true;
        lookAgain();
        if (this.#up) return;
        this.#pause = FIRST_PAUSE;
        this.#up = true;
        this.#tellAll((follower) => follower.missed(null));
      },
      ended: (error) => this.#lose(error),
    });
    this.#connection = connection;
    connection
      .open()
      .then(() => connection.listen([this.#own, ...this.#followers.keys()]))
      .then(look)
      .catch((error: unknown) => connection.end(error));
  }

  #hear(channel: string, text: string): void {
    for (const follower of this.#followers.get(channel) ?? []) follower.heard(readMessage(text));
  }

  #lose(error: unknown): void {
    this.#connection = null;
    this.#up = false;
    clearTimeout(this.#look);
    if (this.#closed) return;
    const why = causeOf(error)?.cause ?? (error instanceof Error ? error.message : 'the connection ended');
    this.#tellAll((follower) => follower.missed(why));
    this.#retry = setTimeout(() => this.#connect(), this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
  }

  #tellAll(tell: (follower: PushFollower) => void): void {
    for (const followers of this.#followers.values()) for (const each of followers) tell(each);
  }
}

interface ConnectionOptions {
  time: SharedTime;
  told(channel: string, text: string): void;
  /** Called once. */
  ended(error: unknown): void;
}

/** One session. It asks the server's time again and again, and ends when an answer stays away. */
class Connection {
  readonly #socket = new Socket();
  readonly #client: Client;
  readonly #options: ConnectionOptions;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(url: string, options: ConnectionOptions) {
    this.#options = options;
    this.#client = new Client({
      connectionString: url,
      application_name: 'latchkey push',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      // Its own, because ending a client whose server does not answer would wait for it.
      stream: () => this.#socket,
    });
    this.#client.on('error', (error) => this.end(new ConnectionLost('', { cause: error })));
    this.#client.on('end', () => this.end(new ConnectionLost('')));
    this.#client.on('notification', ({ channel, payload = '' }) => this.#options.told(channel, payload));
  }

  async open(): Promise<void> {
    await this.#client.connect();
    await this.#beat();
  }

  async listen(channels: readonly string[]): Promise<void> {
    await this.#client.query(channels.map((each) => `LISTEN ${quoted(each)}`).join('; '));
  }

  end(error: unknown = new ConnectionLost('')): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket.destroy();
    this.#options.ended(error);
  }

  async #beat(): Promise<void> {
    const sent = performance.now();
    let answered = false;
    this.#timer = within(PATIENCE, () => answered || this.end(new Error(SILENT)));
    const { rows } = await this.#client.query<[string]>({ text: TIME, rowMode: 'array' });
    answered = true;
    clearTimeout(this.#timer);
    if (rows[0]) this.#options.time.sample(Number(rows[0][0]), sent, performance.now());
    if (this.#over) return;
    this.#timer = setTimeout(() => {
      this.#beat().catch((error: unknown) => this.end(error));
    }, BEAT);
  }
}

/** Calls `judge` when so many milliseconds are over and what had arrived by then is read: this process may have been the slow one. */
function within(ms: number, judge: () => unknown): NodeJS.Timeout {
  return setTimeout(() => setImmediate(judge), ms).unref();
}

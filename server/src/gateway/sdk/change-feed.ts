import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { SECOND } from '../../lib/clock.ts';
import { messageOf } from '../../lib/error-message.ts';
import { changedBy } from '../../rules/change/outdated.ts';
import type { ChangeStore } from '../../store/changes/verbs.ts';

/** The interval at which changes by other processes, such as the command line, are looked for. */
const LOOK = SECOND;
/** The interval between heartbeats. */
export const BEAT = SECOND;
/** The number of changes kept for followers that reconnect. More than these at once void everything. */
const REMEMBERED = 1_000;

/** A change that affects decisions. `through`: the log id up to which changes had been read. */
interface Change {
  through: number;
  tags: string[];
}

/**
 * An event for a follower. `resumed`: nothing was missed since the id that it named. `beat`: all changes so
 * far have been sent.
 */
export type Heard =
  | { kind: 'hello'; id: string; through: number; resumed: boolean }
  | { kind: 'changed'; id: string; through: number; tags: string[] }
  | { kind: 'missed'; id: string; through: number }
  | { kind: 'beat'; id: string; through: number };

/**
 * The changes since a moment, read from the audit log, in which every change commits a row. So the code that
 * makes a change need not know of this feed, and changes by other processes appear a second later. Polls only
 * while there is a follower.
 */
export class ChangeFeed {
  readonly #store: ChangeStore;
  readonly #log: Pick<Logger, 'error'>;
  /** New at each start: the numbers of a restored database mean something else. */
  readonly #epoch = randomBytes(6).toString('hex');
  readonly #waiting = new Set<() => void>();
  readonly #unwatch: () => void;
  #changes: Change[] = [];
  /** Changes up to this id are not kept. */
  #floor = 0;
  #through = 0;
  #looking: Promise<void> | null = null;
  #again = false;
  #followers = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** Whether the log could not be read. Followers then get no heartbeat, because a change may be missing. */
  #unread = false;

  static async open(store: ChangeStore, log: Pick<Logger, 'error'>): Promise<ChangeFeed> {
    return new ChangeFeed(store, log, await store.newestChange());
  }

  private constructor(store: ChangeStore, log: Pick<Logger, 'error'>, through: number) {
    this.#store = store;
    this.#log = log;
    this.#floor = through;
    this.#through = through;
    this.#unwatch = store.onChange(() => {
      if (this.#followers > 0) void this.#look();
    });
  }

  /**
   * The id up to which changes were published. Anything read from the store afterwards is at least as new.
   */
  get through(): number {
    return this.#through;
  }

  /** Follows from now on, or from the `id` of an earlier event. Ends when the feed closes. */
  async *follow(id: string | undefined): AsyncGenerator<Heard> {
    this.#followers++;
    this.#timer ??= setInterval(() => void this.#look(), LOOK).unref();
    try {
      await this.#look();
      const from = this.#placeOf(id);
      let told = from ?? this.#through;
      yield this.#heard('hello', told, { resumed: from !== null });
      while (!this.#closed) {
        if (told < this.#floor) {
          told = this.#through;
          yield this.#heard('missed', told, {});
        }
        for (const { through, tags } of this.#changes.filter((each) => each.through > told)) {
          told = through;
          yield this.#heard('changed', told, { tags });
        }
        if (this.#isUntold(told)) continue;
        if (!this.#unread) {
          told = this.#through;
          yield this.#heard('beat', told, {});
        }
        await this.#wait(told);
      }
    } finally {
      if (--this.#followers === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#unwatch();
    clearInterval(this.#timer);
    for (const wake of this.#waiting) wake();
  }

  #heard<Kind extends Heard['kind'], Rest>(kind: Kind, through: number, rest: Rest) {
    return { kind, id: `${this.#epoch}-${through}`, through, ...rest };
  }

  /** Returns `null` for an id of another start, or one that is too old. */
  #placeOf(id: string | undefined): number | null {
    const [epoch, number = ''] = id?.split('-') ?? [];
    const place = /^\d{1,15}$/.test(number) ? Number(number) : Number.NaN;
    return epoch === this.#epoch && place >= this.#floor && place <= this.#through ? place : null;
  }

  #isUntold(told: number): boolean {
    return told < this.#floor || this.#changes.some(({ through }) => through > told);
  }

  /** Waits until there is a change, or until the next heartbeat. */
  async #wait(told: number): Promise<void> {
    if (this.#closed || this.#isUntold(told)) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, BEAT);
      timer.unref();
      this.#waiting.add(wake);
    });
  }

  /** Runs one poll at a time. A request during a poll gets the next one, which includes their change. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#read();
    return this.#looking;
  }

  async #read(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#readOn();
      } while (this.#again && !this.#closed);
      this.#unread = false;
    } catch (error) {
      this.#unread = true;
      if (!this.#closed)
        this.#log.error({ error: messageOf(error) }, 'it could not be read what has changed');
    } finally {
      this.#looking = null;
    }
  }

  async #readOn(): Promise<void> {
    const { rows, through } = await this.#store.changesAfter(this.#through, REMEMBERED);
    if (rows.length === REMEMBERED) this.#floor = through;
    const tags = [...new Set(rows.flatMap(changedBy))];
    this.#through = through;
    if (tags.length === 0 && this.#floor < through) return;
    this.#changes.push({ through, tags });
    if (this.#changes.length > REMEMBERED) this.#floor = this.#changes.shift()?.through ?? through;
    for (const wake of this.#waiting) wake();
  }
}

import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { changedBy } from '../../guard/reuse/tags.ts';
import { SECOND } from '../../lib/clock.ts';
import type { ChangeStore } from '../../store/changes/verbs.ts';

/** How often it is looked for what another process changed, such as the command line. */
const LOOK = SECOND;
/** Between two signs of life. */
export const BEAT = SECOND;
/** Changes that are remembered for whoever was away; more than these at once void everything. */
const REMEMBERED = 1_000;

/** A change to what decisions rest on. `through`: the id up to which the log was read with it. */
interface Change {
  through: number;
  tags: string[];
}

/** What a follower hears. `resumed`: nothing was missed since the id it named. `beat`: all has been told by now. */
export type Heard =
  | { kind: 'hello'; id: string; through: number; resumed: boolean }
  | { kind: 'changed'; id: string; through: number; tags: string[] }
  | { kind: 'missed'; id: string; through: number }
  | { kind: 'beat'; id: string; through: number };

/**
 * What has changed, from the rows of the log, which every change commits along with itself. So nothing that
 * changes has to know of this, and another process's changes are heard as well, a second later. Looks only while
 * somebody follows.
 */
export class ChangeFeed {
  readonly #store: ChangeStore;
  readonly #log: Pick<Logger, 'error'>;
  /** Another one for each start: numbers of a database that was restored since mean something else. */
  readonly #epoch = randomBytes(6).toString('hex');
  readonly #waiting = new Set<() => void>();
  readonly #unwatch: () => void;
  #changes: Change[] = [];
  /** Nothing is remembered of what is up to here. */
  #floor = 0;
  #through = 0;
  #looking: Promise<void> | null = null;
  #again = false;
  #followers = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** The log could not be read: something may have changed that cannot be told, so nobody is told that all is well. */
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

  /** Up to where changes were told. What is read from the store after this is at least as new. */
  get through(): number {
    return this.#through;
  }

  /** Follows from now on, or from the `id` of something that was heard before. Ends when the feed closes. */
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

  /** `null` for an id of another start, and for one that is too long ago. */
  #placeOf(id: string | undefined): number | null {
    const [epoch, number = ''] = id?.split('-') ?? [];
    const place = /^\d{1,15}$/.test(number) ? Number(number) : Number.NaN;
    return epoch === this.#epoch && place >= this.#floor && place <= this.#through ? place : null;
  }

  #isUntold(told: number): boolean {
    return told < this.#floor || this.#changes.some(({ through }) => through > told);
  }

  /** Until there is something to tell, or it is time for a sign of life. */
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

  /** One look at a time; whoever asks during one is answered by the next, which sees what they mean. */
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
      const message = error instanceof Error ? error.message : 'not an error';
      if (!this.#closed) this.#log.error({ error: message }, 'it could not be read what has changed');
    } finally {
      this.#looking = null;
    }
  }

  async #readOn(): Promise<void> {
    const { rows, through } = await this.#store.changesAfter(this.#through, REMEMBERED);
    if (rows.length === REMEMBERED) this.#floor = through;
    const tags = [...new Set(rows.map(changedBy).filter((tag) => tag !== null))];
    this.#through = through;
    if (tags.length === 0 && this.#floor < through) return;
    this.#changes.push({ through, tags });
    if (this.#changes.length > REMEMBERED) this.#floor = this.#changes.shift()?.through ?? through;
    for (const wake of this.#waiting) wake();
  }
}

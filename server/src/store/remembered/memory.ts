import { LRUCache } from 'lru-cache';
import { type Clock, steady } from '../../lib/clock.ts';
import type { Lookups } from '../../lib/measures.ts';
import { after, type Soon } from '../../lib/soon.ts';
import type { Instant } from '../../model/index.ts';
import { EVERYTHING } from '../../rules/change/outdated.ts';
import { RecentChanges } from './changes.ts';

/** How long something that was read may be remembered. */
export interface Worth {
  /** It rests on these: a change to one of them makes it outdated. */
  tags: readonly string[];
  /** From when on the store may answer otherwise without any change; `null`: never. */
  ends: Instant | null;
}

interface Entry<Value> extends Worth {
  value: Value;
  /** The number of the last change before it was read. */
  number: number;
  /** The time of day when its reading began: if the clock was set back since, the store is asked. */
  readAt: Instant;
  /** On the steady clock. */
  until: number;
}

/** The things that this process read from the store and remembers. */
export class Memory {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #life: number;
  readonly #changes = new RecentChanges();
  readonly #shelves: { readonly size: number; clear(): void }[] = [];

  /**
   * @param entries the most that each shelf holds; those that were not asked for longest leave
   * @param life milliseconds for which something may answer after its reading began
   */
  constructor(entries: number, life: number, clock: Clock) {
    this.#most = entries;
    this.#life = life;
    this.#clock = clock;
  }

  /** The number of things that are remembered, those included that are outdated and not asked for since. */
  get size(): number {
    return this.#shelves.reduce((sum, { size }) => sum + size, 0);
  }

  /** Makes outdated all that rests on one of these, a thing that is being read now included. */
  outdate(tags: readonly string[]): void {
    if (tags.length === 0) return;
    this.#changes.note(tags);
    if (tags.includes(EVERYTHING)) for (const shelf of this.#shelves) shelf.clear();
  }

  /**
   * Returns a function that reads one kind of thing: at once from memory, or else with `load`. Something that `worth` gives
   * no worth is never remembered, nor is `null`: strangers could fill the memory with it.
   */
  shelf<Value extends object>(worth: (value: Value, now: Instant) => Worth | null, lookups: Lookups) {
    const entries = new LRUCache<string, Entry<Value>>({ max: this.#most });
    this.#shelves.push(entries);
    return (key: string, load: () => Soon<Value | null>): Soon<Value | null> => {
      const now = this.#clock.now();
      const entry = entries.get(key);
      if (entry && this.#holds(entry, now)) {
        lookups.hits++;
        return entry.value;
      }
      lookups.misses++;
      const began = { number: this.#changes.number, readAt: now, until: steady(this.#clock) + this.#life };
      return after(load(), (value) => {
        const found = value && worth(value, now);
        // A change while it was read may have come too late for it, so it is thrown away.
        if (value && found && !this.#changes.since(began.number, found.tags)) {
          entries.set(key, { ...found, ...began, value });
        } else if (entry && entries.get(key) === entry) entries.delete(key);
        return value;
      });
    };
  }

  #holds({ number, tags, until, ends, readAt }: Entry<object>, now: Instant): boolean {
    return (
      !this.#changes.since(number, tags) &&
      steady(this.#clock) < until &&
      readAt <= now &&
      (ends === null || now < ends)
    );
  }
}

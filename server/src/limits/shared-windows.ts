import { SECOND } from '../lib/clock.ts';
import { RedisGone } from '../redis/gone.ts';
import type { Redis } from '../redis/redis.ts';
import type { MemoryWindows } from './memory-windows.ts';
import { GIVE_BACK, LOOK, TAKE } from './scripts.ts';
import { type Count, isWithin, LASTING, type Use, type Windows } from './windows.ts';

/** Milliseconds that a window has to have left to be begun again as a node remembers it, where Redis has lost it: clocks differ. */
const ENDING = 5 * SECOND;

/** Calls that have to be counted by all nodes together, and cannot be just now. */
export class NotCounted extends Error {
  override name = 'NotCounted';
}

export interface Sharing {
  /** Names the key in Redis. */
  keyOf(key: string): string;
  /** Whether this node decides by its share while Redis is away, or nobody does. */
  without: 'share' | 'refuse';
  /** Called for each decision by the node's share. */
  alone(): void;
}

/**
 * Windows that all nodes share in Redis: one script and one round trip for all that a call counts against. The node remembers what it was
 * told. While Redis is away it goes on from there in its own memory, where each call counts as many times as there are nodes, and the
 * calls that it allowed are added when Redis is back.
 */
export class SharedWindows implements Windows {
  readonly #redis: Pick<Redis, 'run' | 'send'>;
  readonly #memory: MemoryWindows;
  readonly #sharing: Sharing;

  constructor(redis: Pick<Redis, 'run' | 'send'>, memory: MemoryWindows, sharing: Sharing) {
    this.#redis = redis;
    this.#memory = memory;
    this.#sharing = sharing;
  }

  /** Rejects with `NotCounted` if Redis is away and nobody may decide without. */
  async take<Of extends Count>(counts: readonly Of[], calls = 1): Promise<Use<Of>[]> {
    if (counts.length === 0) return [];
    const sent = performance.now();
    const owed = counts.map((count) => this.#memory.handOut(count));
    const args = counts.flatMap((count, index) => this.#termsOf(count, owed[index]?.calls ?? 0));
    try {
      const uses = usesOf(counts, await this.#redis.run(TAKE, this.#keys(counts), [String(calls), ...args]));
      for (const each of owed) each.settle(true);
      const counted = uses.every(isWithin);
      // From when it was asked, so that a window is never remembered for longer than it lasts.
      const since = performance.now() - sent;
      for (const { quota, calls: used, left } of uses) {
        if (counted || used > calls) this.#memory.set(quota, counted ? used : used - calls, left - since);
      }
      return uses;
    } catch (error) {
      for (const each of owed) each.settle(false);
      if (this.#sharing.without === 'refuse') {
        throw new NotCounted('Redis is away, and no node decides without it.', { cause: error });
      }
      this.#sharing.alone();
      return this.#memory.take(counts, calls);
    }
  }

  async look<Of extends Count>(counts: readonly Of[], calls = 1): Promise<Use<Of>[]> {
    if (counts.length === 0) return [];
    try {
      const uses = usesOf(counts, await this.#redis.run(LOOK, this.#keys(counts), []));
      return uses.map((use) => ({ ...use, calls: use.calls + calls }));
    } catch {
      return this.#memory.look(counts, calls);
    }
  }

  async giveBack(counts: readonly Count[], calls = 1): Promise<void> {
    if (counts.length === 0) return;
    try {
      await this.#redis.run(GIVE_BACK, this.#keys(counts), [String(calls)]);
    } catch (error) {
      // Redis learns of it with the next call, unless it did so already: nothing may be given back twice.
      if (error instanceof RedisGone && !error.asked) await this.#memory.giveBack(counts, calls);
      return;
    }
    for (const count of counts) {
      const known = this.#memory.known(count);
      if (known) this.#memory.set(count, Math.max(0, known.told - calls), known.left);
    }
  }

  async clear(count: Count): Promise<void> {
    await this.#memory.clear(count);
    const key = this.#sharing.keyOf(count.key);
    await this.#redis.send(key, ['DEL', key]).catch(() => {});
  }

  #keys(counts: readonly Count[]): string[] {
    return counts.map(({ key }) => this.#sharing.keyOf(key));
  }

  #termsOf(count: Count, owed: number): string[] {
    const known = this.#memory.known(count);
    const restores = known && (owed > 0 || count.per >= LASTING) && known.left > ENDING;
    const before = restores ? [known.told + owed, known.left] : [0, 0];
    return [count.calls, count.per * SECOND, owed, ...before].map(String);
  }
}

function usesOf<Of extends Count>(counts: readonly Of[], reply: unknown): Use<Of>[] {
  const numbers = Array.isArray(reply) ? reply.map(Number) : [];
  return counts.map((quota, index) => {
    const [calls, left] = numbers.slice(2 * index, 2 * index + 2);
    if (calls === undefined || left === undefined || !(left >= 0))
      throw new Error('Redis answered something else.');
    return { quota, calls, left };
  });
}

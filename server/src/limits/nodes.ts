import { SECOND } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Redis } from '../redis/redis.ts';
import { BEAT } from './scripts.ts';

/** Several in the half minute for which a node counts as being there. */
const BEAT_EVERY = 5 * SECOND;

/** How many nodes serve an API: those that tell each other by Redis, and at least as many as the operator says. */
export class Nodes {
  readonly #atLeast: number;
  #seen = 1;

  constructor(atLeast: number) {
    this.#atLeast = atLeast;
  }

  count = (): number => Math.max(this.#atLeast, this.#seen);

  /** Begins to tell the others that this node is there. Returns a function that ends it. */
  async beat(redis: Redis, api: string): Promise<() => Promise<void>> {
    const key = redis.keyOf(api, 'nodes');
    const id = newId('node');
    const beat = async () => {
      try {
        this.#seen = Math.max(1, Number(await redis.run(BEAT, [key], [id])));
      } catch {
        // The last count stays: it is needed just now.
      }
    };
    await beat();
    const timer = setInterval(beat, BEAT_EVERY).unref();
    return async () => {
      clearInterval(timer);
      await redis.send(key, ['ZREM', key, id]).catch(() => {});
    };
  }
}

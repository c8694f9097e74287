import { MemoryWindows } from '../../src/limits/memory-windows.ts';
import { SharedWindows } from '../../src/limits/shared-windows.ts';
import { type Count, isWithin } from '../../src/limits/windows.ts';
import type { Redis } from '../../src/redis/redis.ts';

/** One node's windows in a Redis, of so many nodes. */
export function nodeOn(
  redis: Redis,
  { api = 'shop', without = 'share' as 'share' | 'refuse', nodes = 1 } = {},
) {
  let alone = 0;
  const memory = new MemoryWindows(() => nodes);
  const windows = new SharedWindows(redis, memory, {
    keyOf: (key) => redis.keyOf(api, `limit:${key}`),
    without,
    alone: () => {
      alone += 1;
    },
  });
  /** Makes calls at once, and returns how many were allowed. */
  const allowed = async (calls: number, ...counts: Count[]): Promise<number> => {
    const uses = await Promise.all(Array.from({ length: calls }, () => windows.take(counts)));
    return uses.filter((each) => each.every(isWithin)).length;
  };
  return { windows, memory, allowed, alone: () => alone };
}

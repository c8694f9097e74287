import type { Redis } from '../redis/redis.ts';
import type { WriterOfApi } from '../store/writer/asking.ts';
import { AskedWindows } from './asked-windows.ts';
import { Counters } from './counters.ts';
import { MemoryWindows } from './memory-windows.ts';
import { Nodes } from './nodes.ts';
import { SharedWindows } from './shared-windows.ts';
import type { Windows } from './windows.ts';

/** By which means an API counts. */
export interface CountingMeans {
  api: string;
  /** `null`: each node counts its share. */
  redis: Redis | null;
  /** The process that counts for all workers, in a worker beside one. */
  writer?: WriterOfApi | undefined;
  /** The nodes that there are at least. */
  nodes: number;
  /** For limits on calls, while Redis is away. */
  withoutRedis: 'share' | 'refuse';
  /** Called for each decision by this node's share. */
  alone(): void;
}

export interface OpenedCounters {
  counters: Counters;
  /** For what is limited besides calls: guesses, registrations and other work that strangers cause. */
  throttles: Windows;
  close(): Promise<void>;
}

/**
 * Counts in Redis if there is one, otherwise at the process that counts for all workers, and where there are none in memory, where
 * each call counts as many times as there are nodes.
 */
export async function openCounters({
  api,
  redis,
  writer,
  nodes: atLeast,
  withoutRedis,
  alone,
}: CountingMeans): Promise<OpenedCounters> {
  const nodes = new Nodes(atLeast);
  const [known, guessed] = [new MemoryWindows(nodes.count), new MemoryWindows(nodes.count)];
  if (redis === null && writer) {
    const limits = new AskedWindows(writer, 'limits');
    const throttles = new AskedWindows(writer, 'throttles');
    return { counters: new Counters(known, limits), throttles, close: async () => {} };
  }
  if (redis === null) return { counters: new Counters(known), throttles: guessed, close: async () => {} };
  const limits = new SharedWindows(redis, known, {
    keyOf: (key) => redis.keyOf(api, `limit:${key}`),
    without: withoutRedis,
    alone,
  });
  // Without an answer nobody could sign in, so these are decided in any case.
  const throttles = new SharedWindows(redis, guessed, {
    keyOf: (key) => redis.keyOf(api, `throttle:${key}`),
    without: 'share',
    alone,
  });
  return { counters: new Counters(known, limits), throttles, close: await nodes.beat(redis, api) };
}

import type { Redis } from '../redis/redis.ts';
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

/** Counts in Redis if there is one, and otherwise in memory, where each call counts as many times as there are nodes. */
export async function openCounters({
  api,
  redis,
  nodes: atLeast,
  withoutRedis,
  alone,
}: CountingMeans): Promise<OpenedCounters> {
  const nodes = new Nodes(atLeast);
  const [known, guessed] = [new MemoryWindows(nodes.count), new MemoryWindows(nodes.count)];
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

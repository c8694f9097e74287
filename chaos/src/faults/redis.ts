import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@redis/client';
import type { RedisServer } from '../../../scripts/redis.ts';
import type { Stage } from '../stage.ts';
import type { Fault } from './fault.ts';

function redisOf({ redis }: Stage): RedisServer {
  if (redis === null) throw new Error('There is no Redis.');
  return redis;
}

/** It ends as by a power cut, and comes back empty. */
export const restartRedis: Fault = {
  name: 'restart Redis',
  async strike(stage) {
    const redis = redisOf(stage);
    await redis.stop();
    await pause(2_000 * stage.chance.next());
    await redis.start();
  },
};

/** It stands still and keeps its connections. */
export const pauseRedis: Fault = {
  name: 'pause Redis',
  async strike(stage) {
    const redis = redisOf(stage);
    redis.pause();
    await pause(500 + 4_500 * stage.chance.next());
    redis.resume();
  },
};

/** Somebody empties it. */
export const emptyRedis: Fault = {
  name: 'empty Redis',
  async strike(stage) {
    const client = createClient({ url: redisOf(stage).url });
    client.on('error', () => {});
    await client.connect();
    await client.flushAll();
    client.destroy();
  },
};

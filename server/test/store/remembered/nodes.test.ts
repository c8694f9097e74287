import { describe, it } from 'node:test';
import { RedisPush } from '../../../src/redis/push.ts';
import { openRedis, redisUrl, withoutRedis } from '../../redis/server.ts';
import { arrived, place, withoutPostgres } from '../postgres/server.ts';
import { isAlwaysTheStores } from './walks.ts';
import { openWorld } from './world.ts';

/** More of them on demand. */
const RUNS = Number(process.env.LATCHKEY_INTERLEAVINGS ?? 4);

describe('what two nodes remember', { skip: await withoutPostgres() }, () => {
  it('is what the store says when a change has arrived (property)', () =>
    isAlwaysTheStores(async () => {
      const { open, remove } = await place();
      return openWorld(null, {
        open: (clock) => open({ clock }),
        ...{ arrived, remove, sharesLastUse: false },
      });
    }, RUNS));

  it('is so when Redis carries the changes (property)', { skip: withoutRedis }, async (t) => {
    const redis = await openRedis(await redisUrl());
    t.after(() => redis.close());
    await isAlwaysTheStores(async () => {
      const { open, remove } = await place();
      const pushes: RedisPush[] = [];
      return openWorld(null, {
        open(clock) {
          const push = new RedisPush(redis);
          pushes.push(push);
          return open({ clock, push });
        },
        async remove() {
          await remove();
          for (const each of pushes) await each.close();
        },
        ...{ arrived, sharesLastUse: false },
      });
    }, RUNS);
  });
});

import { findRedis } from '../../scripts/redis.ts';
import { noSmallDisk } from '../../server/test/start/small-disk.ts';
import { whyNoBalancer } from './parts/balancer.ts';
import { whyNoOtherTime } from './parts/other-time.ts';
import { whyNoPostgres } from './parts/postgres.ts';
import type { Plan } from './plan.ts';

/** Returns why a plan cannot be had here, or `null`. */
export function whyNot({ database, replica, balancer, redis, skewed, disk }: Plan): string | null {
  return (
    (database === 'postgres' ? whyNoPostgres({ replica }) : null) ??
    (balancer ? whyNoBalancer() : null) ??
    (redis && findRedis() === null ? 'Redis 7 or newer is not there' : null) ??
    (skewed ? whyNoOtherTime() : null) ??
    (disk === null ? null : noSmallDisk || null)
  );
}

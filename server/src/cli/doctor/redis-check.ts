import type { Environment } from '../../config/environment/environment.ts';
import { StartError } from '../../config/environment/start-error.ts';
import type { ApiConfig } from '../../config/index.ts';
import { broken, type Finding, note, unsafe } from './finding.ts';

/** Checks the Redis that nodes share, as a start would, without marking it as their own; and whether several nodes have one. */
export async function checkSharing(
  { name, issuer, limits }: ApiConfig,
  { redis: address, database, nodes }: Pick<Environment, 'redis' | 'database' | 'nodes'>,
): Promise<Finding[]> {
  if (address === null) {
    if (limits.withoutRedis === 'refuse') {
      return [
        unsafe(
          'limits.withoutRedis is refuse, and there is no Redis: each node counts its share all the time.',
          'Name a Redis by LATCHKEY_REDIS_URL.',
        ),
      ];
    }
    if (database === null || nodes > 1) return [];
    return [
      note(
        'Several nodes on this PostgreSQL would count limits and guesses each by itself.',
        'Name a Redis that they share by LATCHKEY_REDIS_URL, or how many they are by LATCHKEY_NODES.',
      ),
    ];
  }
  // Loaded only where there is one.
  const { Redis } = await import('../../redis/redis.ts');
  const log = { warn: () => {}, info: () => {} };
  try {
    const redis = await Redis.open(address, { apis: [{ name, issuer }], log, marks: false });
    const up = redis.isUp();
    await redis.close();
    if (up) return [];
    const what = `The Redis at ${redis.place} does not answer: each node counts its share of limits.`;
    return [unsafe(what, 'See whether it runs and LATCHKEY_REDIS_URL names it (docs/operate/redis.md).')];
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return [broken(error.message, 'Until then no node starts.')];
  }
}

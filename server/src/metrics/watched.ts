import type { Api } from '../api.ts';
import { sealLag } from '../audit/seal/lag.ts';
import { SECOND } from '../lib/clock.ts';
import { freeBytes } from '../lib/free-space.ts';
import type { Metrics } from './metrics.ts';

/** An API, and the state of the circuit to its upstream, if Latchkey is its proxy. */
export interface WatchedApi {
  api: Api;
  front: { circuit?(): 'closed' | 'half-open' | 'open' };
}

/** Shows the values that are read when the metrics are asked for. `apps` may be filled later. */
export function watchApis(
  metrics: Metrics,
  apps: readonly WatchedApi[],
  { dataDir, time }: { dataDir: string; time: { readonly difference: number } },
): void {
  const each = (name: string, help: string, read: (app: WatchedApi) => number | Promise<number>) =>
    metrics.watch(name, help, async () => {
      const values = apps.map(async (app) => [app.api.config.name, await read(app)] as const);
      return new Map(await Promise.all(values));
    });
  each('latchkey_database_bytes', 'Size of the database file.', async ({ api }) => {
    return (await api.store.condition()).databaseBytes;
  });
  each(
    'latchkey_log_bytes',
    'Changes in the write-ahead log that are not in the database file yet.',
    async ({ api }) => {
      return (await api.store.condition()).logBytes;
    },
  );
  each(
    'latchkey_checkpoint_worker_alive',
    '1, or 0 if the worker that keeps the log short died.',
    async ({ api }) => {
      return (await api.store.condition()).checkpoints === 'in time' ? 1 : 0;
    },
  );
  metrics.watch(
    'latchkey_push_up',
    '1 while changes by other nodes are heard at once, otherwise 0.',
    async () => {
      const states = apps.map(({ api }) => [api.config.name, api.store.push()] as const);
      const followed = states.filter(([, push]) => push !== 'none');
      return new Map(followed.map(([name, push]) => [name, push === 'up' ? 1 : 0]));
    },
  );
  each(
    'latchkey_memory_entries',
    'Tokens, connected accounts and clients that are remembered.',
    ({ api }) => {
      return api.runtime.memory.size;
    },
  );
  each('latchkey_seal_lag_seconds', 'Age of the oldest row of the log that has no seal yet.', ({ api }) => {
    return sealLag(api);
  });
  each('latchkey_chores', '1 on the node that does the chores of the API for all.', ({ api }) => {
    return api.runtime.chores.areMine() ? 1 : 0;
  });
  each('latchkey_mails_waiting', 'Mails that wait to be sent.', ({ api }) => api.store.mailsWaiting());
  each('latchkey_circuit_open', '1 while calls to the API behind are stopped.', ({ front }) => {
    return front.circuit?.() === 'open' ? 1 : 0;
  });
  each('latchkey_limit_windows', 'Windows of limits that are held in memory.', ({ api }) => {
    return api.runtime.counters.size();
  });
  metrics.watch(
    'latchkey_clock_difference_seconds',
    'By how much the clock of the database is ahead of this machine’s.',
    async () => new Map([['', time.difference / SECOND]]),
  );
  metrics.watch('latchkey_disk_free_bytes', 'Free space beside the databases.', async () => {
    return new Map([['', freeBytes(dataDir)]]);
  });
}

export function watchCertificate(metrics: Metrics, expires: () => Date): void {
  const help = 'When the TLS certificate in use expires, in seconds since 1970.';
  metrics.watch('latchkey_certificate_expires_seconds', help, async () => {
    return new Map([['', expires().getTime() / SECOND]]);
  });
}

export function watchRedis(metrics: Metrics, redis: { isUp(): boolean }): void {
  metrics.watch(
    'latchkey_redis_up',
    '1 while Redis is asked, 0 while each node counts its share.',
    async () => {
      return new Map([['', redis.isUp() ? 1 : 0]]);
    },
  );
}

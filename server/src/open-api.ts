import { setFlagsFromString } from 'node:v8';
import { watchActivity } from './anomalies/watch.ts';
import type { Api } from './api.ts';
import { settleAnonymous } from './audit/anonymous.ts';
import { settleBuffered } from './audit/buffered.ts';
import { keepSealed } from './audit/seal/keep-sealed.ts';
import { restoredAt } from './backup/restored-at.ts';
import { readBrandPictures } from './config/branding/pictures.ts';
import { writableFolder } from './config/environment/data-folder.ts';
import type { DatabaseAddress } from './config/environment/database.ts';
import type { MasterKey } from './config/environment/master-key.ts';
import type { RedisAddress } from './config/environment/redis.ts';
import type { ApiConfig } from './config/index.ts';
import { nodeName, openStore } from './databases.ts';
import { startDelivery } from './delivery/sender.ts';
import { prepareExplorer } from './explorer/clients.ts';
import { type Clock, MINUTE, SECOND } from './lib/clock.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { NO_MEASURES } from './lib/measures.ts';
import { keepCounters } from './limits/keep-counters.ts';
import { openCounters } from './limits/open-counters.ts';
import { alertMails } from './mail/alert-mail.ts';
import { senderOf } from './mail/mailing.ts';
import { startMailing } from './mail/sender.ts';
import type { MailTransport } from './mail/transport.ts';
import type { Metrics } from './metrics/metrics.ts';
import { watchRedis } from './metrics/watched.ts';
import { ELSEWHERE, shareChores } from './nodes/chores.ts';
import { DatabaseClock } from './nodes/database-clock.ts';
import { keepReporting } from './nodes/report.ts';
import { startLogoutSender } from './openid/logout-notice.ts';
import { RedisPush } from './redis/push.ts';
import type { Redis } from './redis/redis.ts';
import { newRuntime } from './runtime.ts';
import { startCleaner } from './store/expiry/cleaner.ts';
import { watchClock } from './store/expiry/clock-watch.ts';
import { remembering } from './store/remembered/remembering.ts';
import type { Writer } from './store/writer/asking.ts';
import { type Keyring, openKeys } from './tokens/keyring.ts';
import { usageKept } from './usage/kept.ts';

/** Well within the time for which a replaced key stays published. */
const KEY_UPKEEP = 10 * MINUTE;

/** The settings by which a process opens its APIs. */
export interface OpenOptions {
  apis: readonly { config: ApiConfig }[];
  /** The folder of the database files, one for each API. */
  dataDir: string;
  /** A PostgreSQL database with a schema for each API, instead of files. */
  database?: DatabaseAddress | null;
  /** A Redis or Valkey that all nodes share. */
  redis?: RedisAddress | null;
  /** The nodes that share limits, as far as they do not tell each other by Redis. */
  nodes?: number;
  /** The process that writes the files, of a worker beside one: it also counts, sends, and does the chores. */
  writer?: Writer | undefined;
  /** It opens the sealed secrets in the databases. */
  masterKey: MasterKey;
  /** `change`: a missing database is an error. `make` (the default) creates it. */
  opening?: 'make' | 'change';
  clock?: Clock;
  log?: Logger;
  /** Counts what is done; without it nothing is counted. */
  metrics?: Metrics;
  /** Sends mails; without it none go out. */
  transport?: MailTransport | null;
}

/** The parts that the APIs of a process share. */
export interface Opened {
  options: OpenOptions;
  clock: Clock;
  log: Logger;
  time: DatabaseClock;
  redis: Redis | null;
  push: RedisPush | null;
  /** The name under which this process takes leases. */
  node: string;
  /** Called from the last to the first, so that the users of a store close before the store. */
  closers: (() => Promise<void>)[];
  close(): Promise<void>;
}

/** Rejects with an `Error` of one sentence if the data folder is not writable, or Redis is unfit. */
export async function openProcess(options: OpenOptions): Promise<Opened> {
  const { log = createLogger({ level: 'info' }) } = options;
  // V8 makes objects among the old ones where most survived before, as on a busy machine while a server starts. Those of requests
  // would each keep all that they refer to until the whole heap is collected, which can double the processor time of a request.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const time = new DatabaseClock();
  await writableFolder(options.dataDir);
  const redis = await openRedis(options, log);
  const push = redis && new RedisPush(redis);
  if (redis && options.metrics) watchRedis(options.metrics, redis);
  const closers = [
    async () => {
      await push?.close();
      await redis?.close();
    },
  ];
  return {
    ...{ options, clock: options.clock ?? time, log, time, redis, push, closers },
    node: nodeName(options, options.writer !== undefined),
    async close() {
      for (const close of closers.toReversed()) await close();
    },
  };
}

/**
 * Opens one API: its store with what is remembered of it, keys and counters, and begins what this process does for it beside answering
 * requests. Rejects with an `Error` of one sentence if its database is unusable or the master key is wrong.
 */
export async function openApi(
  opened: Opened,
  { config, file, address, operations }: { file: string } & Pick<Api, 'config' | 'address' | 'operations'>,
): Promise<Api> {
  const { options, clock, log, redis, push, closers } = opened;
  const measures = options.metrics?.of(config.name);
  const writer = options.writer?.of(config.name);
  let pushAge: number | null = null;
  const raw = await openStore(options, config.name, {
    ...{ clock, log, push, writer },
    opening: options.opening ?? 'make',
    cacheMegabytes: config.memory.databaseMegabytes,
    measures: {
      ...(measures ?? NO_MEASURES),
      pushed(seconds) {
        pushAge = Math.round(seconds * SECOND);
        measures?.pushed(seconds);
      },
    },
    follow: true,
  });
  // All databases of a process are on one server.
  const isFirst = closers.length === 1;
  closers.push(() => raw.close());
  if (isFirst) closers.push(await opened.time.follow(raw, log));
  const { store, memory } = remembering(raw, { ...config.memory, clock, measures });
  const watch = await watchClock(store, clock, log);
  const chores = writer ? ELSEWHERE : await shareChores(store, log, opened.node);
  closers.push(
    async () => watch.stop(),
    () => chores.stop(),
  );
  const turn = { mayDelete: () => watch.mayDelete() && chores.areMine() };
  const kept = {
    unusedClients: config.lifetimes.unusedRegistration * SECOND,
    usage: usageKept(config.audit.retention),
  };
  const cleaner = writer ? null : startCleaner(store, clock, log, kept, turn);
  closers.push(
    async () => cleaner?.stop(),
    await keepReporting(raw, clock, log, {
      name: opened.node,
      state: () => ({
        ...{ push: raw.push(), pushAge, chores: chores.areMine(), remembered: memory.size },
        cleanedAt: cleaner?.cleanedAt() ?? null,
      }),
    }),
  );
  const keys = await openKeys({
    store,
    clock,
    watch,
    masterKey: options.masterKey,
    apiName: config.name,
    algorithms: config.signing,
  });
  closers.push(keepKeysFresh(keys, log));
  const { counters, throttles, close } = await openCounters({
    api: config.name,
    redis,
    writer,
    nodes: options.nodes ?? 1,
    withoutRedis: config.limits.withoutRedis,
    alone: () => measures?.countedAlone(),
  });
  closers.push(close);
  const transport = options.transport ?? null;
  const runtime = newRuntime({
    ...{ counters, throttles, memory, chores, restoredAt: await restoredAt(store) },
    // In development they wait, and the mailbox shows them.
    mails: transport !== null || !address.secure,
    ...(measures ? { measures } : {}),
  });
  const brand = await readBrandPictures(file, config);
  const api: Api = {
    ...{ config, address, store, keys, clock, log, runtime, brand },
    ...(operations ? { operations } : {}),
  };
  if (writer) {
    closers.push(keepAnonymousSettled(api), () => settleBuffered(api));
    return api;
  }
  closers.push(
    watchActivity(api, turn, runtime.mails ? alertMails(api) : null),
    keepSealed(api, watch, chores),
    keepAnonymousSettled(api),
    () => settleBuffered(api),
    startDelivery(api),
    ...(transport ? [startMailing(api, senderOf(api), transport)] : []),
    ...(config.signIn ? [startLogoutSender(api)] : []),
    await keepCounters(counters, store, clock, log),
  );
  if (config.explorer) await prepareExplorer(api);
  return api;
}

/** Loaded only where there is one. */
async function openRedis({ redis, apis }: OpenOptions, log: Logger): Promise<Redis | null> {
  if (!redis) return null;
  const { Redis } = await import('./redis/redis.ts');
  const served = apis.map(({ config: { name, issuer } }) => ({ name, issuer }));
  return Redis.open(redis, { apis: served, log });
}

/**
 * Loads keys that other processes rotated and rotates those that are due. Returns a function that stops it.
 */
function keepKeysFresh(keys: Keyring, log: Logger): () => Promise<void> {
  const timer = setInterval(() => {
    keys
      .upkeep()
      .catch((error: Error) => log.error({ error: error.message }, 'the upkeep of the keys failed'));
  }, KEY_UPKEEP).unref();
  return async () => clearInterval(timer);
}

/**
 * Writes the counts of refused unauthenticated requests. Returns a function that stops it and writes the
 * rest.
 */
function keepAnonymousSettled(api: Api): () => Promise<void> {
  const settle = (all: boolean) =>
    settleAnonymous(api, all).catch((error: Error) =>
      api.log.error({ error: error.message }, 'counted refusals could not be recorded'),
    );
  const timer = setInterval(() => settle(false), MINUTE).unref();
  return () => {
    clearInterval(timer);
    return settle(true);
  };
}

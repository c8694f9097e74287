import type { RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { watchActivity } from './anomalies/watch.ts';
import type { Api } from './api.ts';
import { type App, createApp } from './app.ts';
import { settleAnonymous } from './audit/anonymous.ts';
import { settleBuffered } from './audit/buffered.ts';
import { keepSealed } from './audit/seal/keep-sealed.ts';
import { restoredAt } from './backup/restored-at.ts';
import { noteServed } from './config/addressing/last-served.ts';
import { readBrandPictures } from './config/branding/pictures.ts';
import { writableFolder } from './config/environment/data-folder.ts';
import type { DatabaseAddress } from './config/environment/database.ts';
import type { MasterKey } from './config/environment/master-key.ts';
import type { RedisAddress } from './config/environment/redis.ts';
import { type Addressing, type ApiConfig, addressOf } from './config/index.ts';
import { nodeName, openStore } from './databases.ts';
import { startDelivery } from './delivery/sender.ts';
import { createDoor } from './door.ts';
import { prepareExplorer } from './explorer/clients.ts';
import type { Listener } from './http/listener.ts';
import { type Clock, MINUTE, SECOND } from './lib/clock.ts';
import { isLow } from './lib/free-space.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { NO_MEASURES } from './lib/measures.ts';
import { keepCounters } from './limits/keep-counters.ts';
import { openCounters } from './limits/open-counters.ts';
import { alertMails } from './mail/alert-mail.ts';
import { senderOf } from './mail/mailing.ts';
import { startMailing } from './mail/sender.ts';
import type { MailTransport } from './mail/transport.ts';
import type { Metrics } from './metrics/metrics.ts';
import { watchApis, watchRedis } from './metrics/watched.ts';
import { shareChores } from './nodes/chores.ts';
import { DatabaseClock } from './nodes/database-clock.ts';
import { keepReporting } from './nodes/report.ts';
import { loadAllOperations } from './openapi/domain-operations.ts';
import { startLogoutSender } from './openid/logout-notice.ts';
import { createReadiness } from './readiness.ts';
import { RedisPush } from './redis/push.ts';
import type { Redis } from './redis/redis.ts';
import { newRuntime } from './runtime.ts';
import { startCleaner } from './store/expiry/cleaner.ts';
import { watchClock } from './store/expiry/clock-watch.ts';
import { remembering } from './store/remembered/remembering.ts';
import { type Keyring, openKeys } from './tokens/keyring.ts';
import type { Tracing } from './tracing/tracing.ts';
import { usageKept } from './usage/kept.ts';

export type { Api } from './api.ts';
export { databaseFile, type FolderLock, lockFolder, openStore } from './databases.ts';
export { type Listener, openListener } from './http/listener.ts';

/** Well within the time for which a replaced key stays published. */
const KEY_UPKEEP = 10 * MINUTE;

export interface StartOptions {
  apis: ConfiguredApi[];
  /** The folder of the database files, one for each API. */
  dataDir: string;
  /** A PostgreSQL database with a schema for each API, instead of files. */
  database?: DatabaseAddress | null;
  /** A Redis or Valkey that all nodes share. */
  redis?: RedisAddress | null;
  /** The nodes that share limits, as far as they do not tell each other by Redis. */
  nodes?: number;
  /** It opens the sealed secrets in the databases. */
  masterKey: MasterKey;
  /** Already listening, so that a port in use is known before a file is touched. */
  listener: Listener;
  /** Real host names over TLS, or `<label>.<api>.localhost` on the listener's port. */
  hosts: Addressing['kind'];
  /** Addresses and CIDR blocks of the proxies whose forwarding headers are believed. */
  trustedProxies?: readonly string[];
  /** `change`: a missing database is an error. `make` (the default) creates it. */
  opening?: 'make' | 'change';
  clock?: Clock;
  log?: Logger;
  /** Counts what is done; without it nothing is counted. */
  metrics?: Metrics;
  tracing?: Tracing | undefined;
  /** Sends mails; without it none go out. */
  transport?: MailTransport | null;
  /** Answers for hosts that belong to no API. */
  elsewhere?: RequestListener;
  /** Milliseconds for which a stop shows only at /readyz, while requests are served as before. */
  notice?: number;
  /** Called with each API before the first request is served, to prepare its store. */
  prepare?: (api: Api) => Promise<void>;
}

export interface ConfiguredApi {
  config: ApiConfig;
  /** The configuration file, to which relative paths in it refer. */
  file: string;
  /** Replaces Latchkey at the API's hosts if it is not the proxy (`sdk` and `forward-auth` fronts). */
  edge?: RequestListener;
  /** The same for separate resources, by the public name of their domain. */
  edges?: Record<string, RequestListener>;
}

export interface Running {
  apis: Map<string, Api>;
  /** Drains: becomes unready, finishes pending requests, then closes the databases. */
  close(): Promise<void>;
}

/**
 * Starts the APIs behind a listener. Rejects with an `Error` of one sentence if a folder is not writable, a
 * database is unusable, the master key is wrong, or an OpenAPI document has faults.
 */
export async function startLatchkey(options: StartOptions): Promise<Running> {
  const { listener, log = createLogger({ level: 'info' }) } = options;
  const time = new DatabaseClock();
  const clock = options.clock ?? time;
  await writableFolder(options.dataDir);
  const addressing: Addressing =
    options.hosts === 'public' ? { kind: 'public' } : { kind: 'localhost', port: listener.port };

  const node = nodeName(options);
  const apps: App[] = [];
  const closers: (() => Promise<void>)[] = [];
  let draining = false;
  // In reverse order, so that the users of a store close before the store.
  const closeAll = async () => {
    for (const close of closers.toReversed()) await close();
  };
  const healthy = createReadiness(
    async () => (await Promise.all(apps.map(({ api }) => isWritable(api)))).every(Boolean),
    clock,
  );
  const ready = async () => !draining && (await healthy());
  const isDiskLow = () => isLow(options.dataDir);
  try {
    const redis = await openRedis(options, log);
    const push = redis && new RedisPush(redis);
    closers.push(async () => {
      await push?.close();
      await redis?.close();
    });
    if (redis && options.metrics) watchRedis(options.metrics, redis);
    for (const { config, file, edge, edges } of options.apis) {
      const measures = options.metrics?.of(config.name);
      let pushAge: number | null = null;
      const opened = await openStore(options, config.name, {
        clock,
        opening: options.opening ?? 'make',
        measures: {
          ...(measures ?? NO_MEASURES),
          pushed(seconds) {
            pushAge = Math.round(seconds * SECOND);
            measures?.pushed(seconds);
          },
        },
        log,
        follow: true,
        push,
      });
      closers.push(() => opened.close());
      // All databases of a process are on one server.
      if (apps.length === 0) closers.push(await time.follow(opened, log));
      const { store, memory } = remembering(opened, { ...config.memory, clock, measures });
      const watch = await watchClock(store, clock, log);
      const kept = {
        unusedClients: config.lifetimes.unusedRegistration * SECOND,
        usage: usageKept(config.audit.retention),
      };
      const chores = await shareChores(store, log, node);
      const turn = { mayDelete: () => watch.mayDelete() && chores.areMine() };
      const cleaner = startCleaner(store, clock, log, kept, turn);
      closers.push(
        async () => watch.stop(),
        () => chores.stop(),
        () => cleaner.stop(),
        await keepReporting(opened, clock, log, {
          name: node,
          state: () => ({
            ...{ push: opened.push(), pushAge, chores: chores.areMine(), remembered: memory.size },
            cleanedAt: cleaner.cleanedAt(),
          }),
        }),
      );
      const keys = await openKeys({
        store,
        masterKey: options.masterKey,
        apiName: config.name,
        clock,
        algorithms: config.signing,
        watch,
      });
      closers.push(keepKeysFresh(keys, log));
      const address = addressOf(config, addressing);
      const operations = await loadAllOperations(file, { config, address });
      const { counters, throttles, close } = await openCounters({
        ...{ api: config.name, redis, nodes: options.nodes ?? 1, withoutRedis: config.limits.withoutRedis },
        alone: () => measures?.countedAlone(),
      });
      const keptCounters = await keepCounters(counters, store, clock, log);
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
        operations: operations.operations,
      };
      closers.push(
        watchActivity(api, turn, runtime.mails ? alertMails(api) : null),
        keepSealed(api, watch, chores),
        keepAnonymousSettled(api),
        () => settleBuffered(api),
        startDelivery(api),
        ...(transport ? [startMailing(api, senderOf(api), transport)] : []),
        close,
        keptCounters,
      );
      if (config.explorer) await prepareExplorer(api);
      await options.prepare?.(api);
      if (config.signIn) closers.push(startLogoutSender(api));
      const app = await createApp({ api, operations, edge, edges });
      apps.push(app);
      closers.push(async () => app.front.close?.());
    }
    if (options.metrics) watchApis(options.metrics, apps, { dataDir: options.dataDir, time });
    const { elsewhere, tracing, trustedProxies = [] } = options;
    const requireTls = addressing.kind === 'public';
    listener.serve(
      createDoor({ apps, log, ready, isDiskLow, time, elsewhere, requireTls, tracing, trustedProxies }),
    );
    await noteServed(options.dataDir, addressing);
  } catch (error) {
    await closeAll();
    throw error;
  }
  return {
    apis: new Map(apps.map(({ api }) => [api.config.name, api])),
    async close() {
      draining = true;
      // A kept connection that is in use has its last answer before its socket closes, or the next request on it would be lost.
      listener.announceEnd();
      if (options.notice) await setTimeout(options.notice);
      // The change streams would never end by themselves.
      for (const { sdks } of apps) sdks.changes.close();
      await listener.close();
      await closeAll();
      await options.tracing?.close().catch((error: Error) => {
        log.warn({ error: error.message }, 'the last traces were not sent');
      });
    },
  };
}

/** Loaded only where there is one. */
async function openRedis({ redis, apis }: StartOptions, log: Logger): Promise<Redis | null> {
  if (!redis) return null;
  const { Redis } = await import('./redis/redis.ts');
  const served = apis.map(({ config: { name, issuer } }) => ({ name, issuer }));
  return Redis.open(redis, { apis: served, log });
}

async function isWritable({ store, log, config }: Api): Promise<boolean> {
  const fault = await store.health();
  if (fault) log.error({ api: config.name, error: fault.message }, 'not ready');
  return fault === null;
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

import type { RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Api } from './api.ts';
import { type App, createApp } from './app.ts';
import { noteServed } from './config/addressing/last-served.ts';
import { type Addressing, type ApiConfig, addressOf } from './config/index.ts';
import { createDoor } from './door.ts';
import type { Listener } from './http/listener.ts';
import { isLow } from './lib/free-space.ts';
import { watchApis } from './metrics/watched.ts';
import { type OpenOptions, openApi, openProcess } from './open-api.ts';
import { loadAllOperations } from './openapi/domain-operations.ts';
import { createReadiness } from './readiness.ts';
import type { Tracing } from './tracing/tracing.ts';

export type { Api } from './api.ts';
export { databaseFile, type FolderLock, lockFolder, openStore } from './databases.ts';
export { type Listener, openListener } from './http/listener.ts';

export interface StartOptions extends OpenOptions {
  apis: ConfiguredApi[];
  /** Already listening, so that a port in use is known before a file is touched. */
  listener: Listener;
  /** Real host names over TLS, or `<label>.<api>.localhost` on the listener's port. */
  hosts: Addressing['kind'];
  /** Addresses and CIDR blocks of the proxies whose forwarding headers are believed. */
  trustedProxies?: readonly string[];
  tracing?: Tracing | undefined;
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
  const { listener } = options;
  const opened = await openProcess(options);
  const { log, time, closers } = opened;
  const addressing: Addressing =
    options.hosts === 'public' ? { kind: 'public' } : { kind: 'localhost', port: listener.port };
  const apps: App[] = [];
  let draining = false;
  const healthy = createReadiness(
    async () => (await Promise.all(apps.map(({ api }) => isWritable(api)))).every(Boolean),
    opened.clock,
  );
  const ready = async () => !draining && (await healthy());
  const isDiskLow = () => isLow(options.dataDir);
  try {
    for (const { config, file, edge, edges } of options.apis) {
      const address = addressOf(config, addressing);
      const operations = await loadAllOperations(file, { config, address });
      const api = await openApi(opened, { config, file, address, operations: operations.operations });
      await options.prepare?.(api);
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
    await opened.close();
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
      await opened.close();
      await options.tracing?.close().catch((error: Error) => {
        log.warn({ error: error.message }, 'the last traces were not sent');
      });
    },
  };
}

async function isWritable({ store, log, config }: Api): Promise<boolean> {
  const fault = await store.health();
  if (fault) log.error({ api: config.name, error: fault.message }, 'not ready');
  return fault === null;
}

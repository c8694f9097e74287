import { writableFolder } from '../config/environment/data-folder.ts';
import { loadMasterKeys } from '../config/environment/master-key.ts';
import type { Front } from '../config/schema/front.ts';
import { type FolderLock, lockFolder, requireDatabase } from '../databases.ts';
import { type ClosedListener, closedListener, type Listener, openListener } from '../http/listener.ts';
import { portProblem } from '../http/port-problem.ts';
import { openTransport } from '../mail/open-transport.ts';
import type { Running } from '../main.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { command } from './command.ts';
import { loadConfigs } from './load-config.ts';
import { whatMakes } from './open-store.ts';
import { type Plan, readPlan, SERVE_OPTIONS } from './serve-plan.ts';
import { serveTls } from './serve-tls.ts';
import type { Terminal } from './terminal.ts';
import { untilTold } from './until-told.ts';
import { serveByWorkers, tellUp, workerNumber } from './workers.ts';

export const serve = command({
  name: 'serve',
  summary: 'run the APIs of one or more configurations',
  usage: `latchkey serve [--config <file>]… [--data <folder>] [--port <n>] [--hosts localhost|public] …

  --config <file>   a configuration; repeat it for more APIs (default: latchkey.config.ts here)
  --data <folder>   where databases live (default: LATCHKEY_DATA, else .latchkey here)
  --port <n>        plain HTTP: pages in localhost mode, health and internal requests in both (default: PORT, else 4000)
  --listen <addr>   address to listen on (default: 127.0.0.1)
  --hosts <how>     public: the configuration's host names over TLS; localhost: http://<label>.<api>.localhost:<port>,
                    in development only (default: public; localhost in development)
  --tls-port <n>    HTTPS, needed for --hosts public
  --mtls-port <n>   HTTPS that asks for client certificates, so that the other port spares browsers the question;
                    without it --tls-port asks, where a configuration takes certificates from TLS
  --tls-cert <file> --tls-key <file>
                    certificate chain and key (PEM); without them a local authority makes one, in development only

  --trusted-proxy <address or block>
                    of a proxy in front, whose X-Forwarded-For and X-Forwarded-Proto are believed; repeat it for more
                    (default: LATCHKEY_TRUSTED_PROXIES, else none). With one, TLS may end there: no --tls-port needed
  --notice <seconds>
                    how long /readyz says 503 when told to stop, while everything is served as before, so that load
                    balancers look elsewhere first (default: 0)
  --metrics-port <n>
                    Prometheus metrics at /metrics on this port (default: LATCHKEY_METRICS_PORT, else none)
  --metrics-listen <addr>
                    address of that port (default: 127.0.0.1); each further worker has the next port
  --workers <n>     processes that share these ports, each a node of its own; on PostgreSQL only (default: 1)

In production the databases have to be there: latchkey create makes them, once.

  LATCHKEY_MODE     production (default) or development
  LATCHKEY_MASTER_KEY or LATCHKEY_MASTER_KEY_FILE
                    32 bytes in base64url or hex; development makes its own in <data>/master.key
  LATCHKEY_LOG      level of the log on standard output: info (default), warn, error, debug
  LATCHKEY_DATABASE_URL
                    a PostgreSQL database for all APIs, such as postgres://latchkey:password@db.acme.example/latchkey (default:
                    a file for each in the data folder); LATCHKEY_DATABASE_DIRECT_URL leads past a pooler
  LATCHKEY_REDIS_URL
                    a Redis or Valkey that all nodes share, such as redis://latchkey:password@r1.acme.example:6379, or a cluster,
                    redis-cluster://r1:6379,r2:6379; rediss:// for TLS (default: none)
  LATCHKEY_NODES    how many nodes serve these APIs: without Redis each allows its share of every limit (default: 1)
  LATCHKEY_SMTP_URL where mails go out, such as smtps://user:password@mail.acme.example (default: none go out)
  OTEL_EXPORTER_OTLP_ENDPOINT
                    traces go to this collector (docs/operate/monitoring.md)`,
  options: SERVE_OPTIONS,
  async run({ values }, terminal) {
    // First, because in a folder without one nothing else that is wrong matters.
    const apis = await loadConfigs(values.config, terminal.cwd);
    const plan = readPlan(values, terminal);
    const worker = workerNumber();
    if (plan.workers > 1 && worker === null) {
      await (await openPort(plan)).close();
      await writableFolder(plan.dataDir);
      const folder = lockFolder(plan.dataDir);
      return serveByWorkers(plan, terminal).finally(() => folder.release());
    }
    // Opens the port first: if another Latchkey has it, nothing on disk is touched.
    // A worker opens it last: the other workers serve meanwhile, and whoever came to this one would be refused.
    const late = worker === null ? null : closedListener(plan.listen, plan.port);
    const listener = late ?? (await openPort(plan));
    let lock: FolderLock | undefined;
    let watched: Watched | undefined;
    try {
      if (plan.metrics) watched = await openMetrics(metricsOf(plan.metrics, worker), terminal);
      // Checked before anything is created in a folder that is not mounted.
      if (plan.mode === 'production') {
        for (const { config } of apis) await requireDatabase(plan, config.name);
      }
      await writableFolder(plan.dataDir);
      lock = worker === null ? lockFolder(plan.dataDir) : undefined;
      // Registered early: the operator may stop the server as soon as it reports that it is up.
      const told = untilTold();
      const shown = worker === null || worker === 1 ? terminal : { ...terminal, note: () => {} };
      const running = await start(plan, apis, { listener, late, metrics: watched?.metrics }, shown);
      if (worker !== null) tellUp();
      await told;
      shown.note('Stopping: requests under way finish first.');
      await running.close();
      return 0;
    } catch (error) {
      await listener.close();
      throw error;
    } finally {
      await watched?.port.close();
      lock?.release();
    }
  },
});

/** Each worker has a port of its own for metrics: the first the one that was named, the others those that follow. */
function metricsOf({ listen, port }: NonNullable<Plan['metrics']>, worker: number | null) {
  return { listen, port: port === 0 ? 0 : port + (worker ?? 1) - 1 };
}

async function openPort({ listen, port }: Plan): Promise<Listener> {
  return openListener(listen, port).catch((error) => {
    throw portProblem(error, listen, port);
  });
}

interface Watched {
  metrics: Metrics;
  port: Listener;
}

async function openMetrics(
  { listen, port }: NonNullable<Plan['metrics']>,
  { note }: Terminal,
): Promise<Watched> {
  const { createMetrics } = await import('../metrics/metrics.ts');
  const { openMetricsPort } = await import('../metrics/metrics-port.ts');
  const metrics = createMetrics();
  const opened = await openMetricsPort(listen, port, metrics).catch((error) => {
    throw portProblem(error, listen, port);
  });
  note(`Metrics are at port ${opened.port} of ${listen}, /metrics.`);
  return { metrics, port: opened };
}

async function start(
  plan: Plan,
  apis: Awaited<ReturnType<typeof loadConfigs>>,
  {
    listener,
    late,
    metrics,
  }: { listener: Listener; late: ClosedListener | null; metrics: Metrics | undefined },
  terminal: Terminal,
): Promise<Running> {
  // Loaded only here: the other commands do not need the server, and start in half the time without it.
  const { startLatchkey } = await import('../main.ts');
  const { createLogger } = await import('../lib/logger.ts');
  const { openTracing } = await import('../tracing/tracing.ts');
  const { env, note } = terminal;
  const log = createLogger({ level: env.LATCHKEY_LOG || 'info' });
  const tracing = await openTracing(env);
  const running = await startLatchkey({
    apis,
    dataDir: plan.dataDir,
    database: plan.database,
    redis: plan.redis,
    nodes: plan.nodes,
    masterKey: await loadMasterKeys(plan.dataDir, env, plan.mode),
    listener,
    hosts: plan.hosts,
    trustedProxies: plan.trustedProxies,
    notice: plan.notice,
    opening: whatMakes(plan.mode),
    log,
    transport: await openTransport(plan.smtp),
    ...(metrics ? { metrics } : {}),
    ...(tracing ? { tracing } : {}),
  });
  try {
    if (plan.tls) await serveTls(plan, plan.tls, { running, listener, log, metrics, note });
    await late?.open();
  } catch (error) {
    await running.close();
    throw error;
  }
  note(`Latchkey is up on port ${listener.port}${listener.tlsPort ? `, TLS on ${listener.tlsPort}` : ''}.`);
  for (const { config, address } of running.apis.values()) {
    note(`${config.title}`);
    note(`  API      ${address.api}${standsIn(config.front)}`);
    note(`  account  ${address.origin}/account`);
    note(`  issuer   ${address.issuer}`);
  }
  return running;
}

/** Describes where calls go, so that the operator knows what to start next. */
function standsIn(front: Front): string {
  switch (front.kind) {
    case 'gateway':
      return `  →  ${front.upstream}`;
    case 'in-process':
      return '';
    case 'sdk':
      return '  (call your own API: it asks Latchkey through @latchkey/guard)';
    case 'forward-auth':
      return '  (call your proxy: it asks Latchkey)';
  }
}

import { writableFolder } from '../config/environment/data-folder.ts';
import { loadMasterKeys } from '../config/environment/master-key.ts';
import type { Front } from '../config/schema/front.ts';
import { type FolderLock, lockFolder, requireDatabase } from '../databases.ts';
import { type ClosedListener, closedListener, type Listener, openListener } from '../http/listener.ts';
import { portProblem } from '../http/port-problem.ts';
import { openTransport } from '../mail/open-transport.ts';
import type { Running } from '../main.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { type Writer, writerAt } from '../store/writer/asking.ts';
import type { RunningWriter } from '../writer.ts';
import { command } from './command.ts';
import { loadConfigs } from './load-config.ts';
import { whatMakes } from './open-store.ts';
import { type Plan, readPlan, SERVE_OPTIONS } from './serve-plan.ts';
import { serveTls } from './serve-tls.ts';
import type { Terminal } from './terminal.ts';
import { untilTold } from './until-told.ts';
import { serveByWorkers, tellUp, workerNumber } from './workers.ts';
import { lineFromWorker } from './writer-line.ts';

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
                    address of that port (default: 127.0.0.1); each further worker has the next port, and without
                    PostgreSQL the process that writes for them the one after these
  --workers <n>     processes that share these ports: on PostgreSQL each a node of its own, otherwise beside one more that
                    writes for them (default: 1)

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
      return serveBesides(plan, apis, terminal);
    }
    // Opens the port first: if another Latchkey has it, nothing on disk is touched.
    // A worker opens it last: the other workers serve meanwhile, and whoever came to this one would be refused.
    const late = worker === null ? null : closedListener(plan.listen, plan.port);
    const listener = late ?? (await openPort(plan));
    let lock: FolderLock | undefined;
    let watched: Watched | undefined;
    try {
      if (plan.metrics) watched = await openMetrics(metricsOf(plan.metrics, worker), terminal);
      await requireDatabases(plan, apis);
      await writableFolder(plan.dataDir);
      lock = worker === null ? lockFolder(plan.dataDir) : undefined;
      // Registered early: the operator may stop the server as soon as it reports that it is up.
      let isUp = false;
      const writer =
        worker !== null && plan.database === null ? writerAt(lineFromWorker(() => isUp)) : undefined;
      // Its successor opens this port at once.
      const gone = writer?.gone.then(() => watched?.port.close()).then(() => 1);
      const told = Promise.race([untilTold().then(() => 0), ...(gone ? [gone] : [])]);
      const shown = worker === null || worker === 1 ? terminal : { ...terminal, note: () => {} };
      const running = await start(plan, apis, { listener, late, writer, metrics: watched?.metrics }, shown);
      isUp = true;
      if (worker !== null) tellUp();
      const code = await told;
      shown.note('Stopping: requests under way finish first.');
      await running.close();
      return code;
    } catch (error) {
      await listener.close();
      throw error;
    } finally {
      await watched?.port.close();
      lock?.release();
    }
  },
});

type Apis = Awaited<ReturnType<typeof loadConfigs>>;

/** Serves by workers. On files this process writes for them. */
async function serveBesides(plan: Plan, apis: Apis, terminal: Terminal): Promise<number> {
  await (await openPort(plan)).close();
  const writes = plan.database === null;
  const metrics = writes && plan.metrics ? metricsOf(plan.metrics, plan.workers + 1) : null;
  const watched = metrics && (await openMetrics(metrics, terminal));
  let lock: FolderLock | undefined;
  let writer: RunningWriter | null = null;
  try {
    if (writes) await requireDatabases(plan, apis);
    await writableFolder(plan.dataDir);
    lock = lockFolder(plan.dataDir);
    if (writes) {
      const { startWriter } = await import('../writer.ts');
      const options = await openOptions(plan, apis, terminal, watched?.metrics);
      const addressing =
        plan.hosts === 'public' ? { kind: plan.hosts } : { kind: plan.hosts, port: plan.port };
      writer = await startWriter({ ...options, addressing });
    }
    return await serveByWorkers(plan, terminal, writer);
  } finally {
    await writer?.close();
    await watched?.port.close();
    lock?.release();
  }
}

/** In production a folder that is not mounted must not be filled with new databases. */
async function requireDatabases(plan: Plan, apis: Apis): Promise<void> {
  if (plan.mode !== 'production') return;
  for (const { config } of apis) await requireDatabase(plan, config.name);
}

/**
 * Each worker has a port of its own for metrics: the first the one that was named, the others those that follow, and after them the
 * process that writes for them.
 */
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

/** The settings for every process that opens the APIs. */
async function openOptions(plan: Plan, apis: Apis, { env }: Terminal, metrics: Metrics | undefined) {
  // Loaded only here: the other commands do not need the server, and start in half the time without it.
  const { createLogger } = await import('../lib/logger.ts');
  return {
    apis,
    dataDir: plan.dataDir,
    database: plan.database,
    redis: plan.redis,
    nodes: plan.nodes,
    masterKey: await loadMasterKeys(plan.dataDir, env, plan.mode),
    opening: whatMakes(plan.mode),
    log: createLogger({ level: env.LATCHKEY_LOG || 'info' }),
    transport: await openTransport(plan.smtp),
    ...(metrics ? { metrics } : {}),
  };
}

interface Means {
  listener: Listener;
  late: ClosedListener | null;
  writer: Writer | undefined;
  metrics: Metrics | undefined;
}

async function start(
  plan: Plan,
  apis: Apis,
  { listener, late, writer, metrics }: Means,
  terminal: Terminal,
): Promise<Running> {
  const { startLatchkey } = await import('../main.ts');
  const { openTracing } = await import('../tracing/tracing.ts');
  const { env, note } = terminal;
  const options = await openOptions(plan, apis, terminal, metrics);
  const { log } = options;
  const tracing = await openTracing(env);
  const running = await startLatchkey({
    ...{ ...options, writer, listener, hosts: plan.hosts, trustedProxies: plan.trustedProxies },
    notice: plan.notice,
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
  for (const { config, address, store } of running.apis.values()) {
    const operated = (await store.operators()).length > 0;
    note(`${config.title}`);
    note(`  API        ${address.api}${standsIn(config.front)}`);
    note(`  account    ${address.origin}/account`);
    note(
      `  dashboard  ${address.origin}/dashboard${operated ? '' : '  (its first operator: latchkey operator set <email>)'}`,
    );
    note(`  issuer     ${address.issuer}`);
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

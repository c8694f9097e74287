import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Addressing, type ApiConfig, addressOf } from 'latchkey/config';
import { deriveGuardKey } from 'latchkey/seed';
import {
  createLogger,
  type Environment,
  loadConfigs,
  loadMasterKey,
  localCa,
  openTransport,
  portProblem,
  prepareDashboard,
  readEnvironment,
  readPort,
  StartError,
  writableFolder,
} from 'latchkey/serve';
import { lockFolder, openListener, startLatchkey } from 'latchkey/start';
import { apiTour } from './demo/api-tour.ts';
import { allowingPagesOf } from './demo/browser-calls.ts';
import { type Child, startChild } from './demo/children.ts';
import { askThenPassTo, passTo } from './demo/edge.ts';
import { platformsOf } from './demo/endpoints.ts';
import { DemoSecrets, plant } from './demo/plant.ts';
import { platformReceiver, receivedLine } from './demo/receiver.ts';
import type { DemoSeed } from './demo/seed.ts';
import { type Demonstrated, demoJson, type Reached, removeStale, writeWhole } from './demo/tour.ts';
import { tourClient } from './demo/tour-client.ts';
import { greeting, tourText } from './demo/tour-text.ts';

/**
 * `npm start`: the four example APIs and an MCP server on one Latchkey. APIs in other processes are started
 * too.
 */

const NAMES = ['proconvey', 'procurios', 'prospectconnect', 'convert'] as const;
type Name = (typeof NAMES)[number];
/**
 * Runs in Latchkey's process, beside an MCP server that is a separate resource of it; the others run in their
 * own processes.
 */
const IN_PROCESS = 'prospectconnect' satisfies Name;
const MCP_SERVER = 'mcp-server';
const HOST = '127.0.0.1';
/** The files of an example have the same extension as this one: .ts from source, .js when built. */
const fileOf = (example: string, file: string) =>
  join(import.meta.dirname, example, `${file}${extname(import.meta.filename)}`);
/** A second Ctrl-C within this many milliseconds counts as the same one. */
const SAME_SIGNAL_WITHIN = 1_000;

interface Options {
  /** The examples to start. */
  names: readonly Name[];
  port: number;
  dataDir: string;
  hosts: 'localhost' | 'public';
  tlsPort: number | null;
  smtp: Environment['smtp'];
  database: Environment['database'];
  redis: Environment['redis'];
  nodes: number;
}

function readOptions(): Options {
  const { port, dataDir, smtp, database, redis, nodes } = readEnvironment(process.env, {
    mode: 'development',
  });
  const { values } = readArguments();
  const names = values.only === undefined ? NAMES : NAMES.filter((name) => values.only?.includes(name));
  const unknown = values.only?.find((name) => !NAMES.some((known) => known === name));
  if (unknown !== undefined) {
    throw new StartError(`--only ${JSON.stringify(unknown)} is none of the examples: ${NAMES.join(', ')}.`);
  }
  const hosts = values.hosts ?? 'localhost';
  if (hosts !== 'localhost' && hosts !== 'public') {
    throw new StartError(`--hosts is ${JSON.stringify(hosts)}: use localhost or public.`);
  }
  const tlsPort = values['tls-port'] === undefined ? null : readPort(values['tls-port'], '--tls-port');
  if (hosts === 'public' && tlsPort === null) {
    throw new StartError('--hosts public serves over TLS: name a port, such as --tls-port 4443.');
  }
  return {
    names,
    port,
    dataDir,
    database,
    redis,
    nodes,
    hosts,
    smtp,
    tlsPort: hosts === 'public' ? tlsPort : null,
  };
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        hosts: { type: 'string' },
        'tls-port': { type: 'string' },
      },
    });
  } catch (error) {
    const [said] = (error as Error).message.split('. ');
    throw new StartError(
      `${said}: the demo takes --only <example>, --hosts localhost|public and --tls-port <port>, and PORT and LATCHKEY_DATA of the environment.`,
    );
  }
}

/** The resources opened so far, to be closed in reverse order. */
type Closers = (() => Promise<unknown>)[];

async function start(options: Options, closers: Closers): Promise<void> {
  const { dataDir } = options;
  const listener = await openListener(HOST, options.port).catch((error) => {
    throw portProblem(error, HOST, options.port);
  });
  closers.push(() => listener.close());
  await writableFolder(dataDir);
  // Locked before anything in it is touched: another demo may be running there on another port.
  const lock = lockFolder(dataDir);
  closers.push(async () => lock.release());
  const masterKey = await loadMasterKey(dataDir, process.env, 'development');
  const files = { demo: join(dataDir, 'demo.json'), tour: join(dataDir, 'tour.txt') };
  const removeFiles = () => Promise.all(Object.values(files).map(removeStale));
  await removeFiles();
  const log = createLogger({
    level: process.env.LATCHKEY_LOG ?? 'info',
    file: join(dataDir, 'latchkey.log'),
  });

  const children = await startChildren(options, { port: listener.port, masterKey }, closers);
  // Loaded only now, because the configurations read the upstreams' addresses from the environment.
  const loaded = await Promise.all(options.names.map(loadExample));
  const demonstrated: Demonstrated[] = [];
  const reached: Reached = { port: listener.port, tlsPort: null, ca: null };
  const receiver = platformReceiver(
    () => demonstrated.flatMap((each) => platformsOf(each, listener.port)),
    (event) => console.log(receivedLine(event)),
  );
  const running = await startLatchkey({
    apis: loaded.map(({ name, config, file }) => ({
      config,
      file,
      ...edgeOf(name, config, children, { port: listener.port, hosts: options.hosts, masterKey }),
    })),
    dataDir,
    database: options.database,
    redis: options.redis,
    nodes: options.nodes,
    masterKey,
    listener,
    hosts: options.hosts,
    transport: await openTransport(options.smtp),
    log,
    async prepare(api) {
      const seed = loaded.find(({ name }) => name === api.config.name)?.seed;
      if (!seed) return;
      const secrets = new DemoSecrets(masterKey, api.config.name);
      await plant(api, seed, secrets, listener.port);
      demonstrated.push({ api, seed, secrets });
    },
    elsewhere: tourClient(
      () => demonstrated,
      () => reached,
      files,
      receiver,
    ),
  });
  closers.push(() => running.close());
  if (options.tlsPort !== null) {
    const { tlsPort } = options;
    const authority = await localCa(join(dataDir, 'ca'));
    const hosts = demonstrated.flatMap(({ api }) => [...api.address.hosts.keys()]);
    await listener.listenTls(tlsPort, await authority.certificateFor(hosts)).catch((error) => {
      throw portProblem(error, HOST, tlsPort);
    });
    Object.assign(reached, { tlsPort: listener.tlsPort, ca: authority.caFile });
  }
  closers.push(removeFiles);
  const tours = demonstrated.map((each) => apiTour(each, reached));
  await writeWhole(files.tour, tourText(reached, tours, files));
  await writeWhole(files.demo, JSON.stringify(demoJson(reached, demonstrated), null, 2));
  console.log(greeting(reached, tours, files));
  void prepareDashboard();
}

async function startChildren(
  { names, dataDir }: Pick<Options, 'names' | 'dataDir'>,
  { port, masterKey }: { port: number; masterKey: Buffer },
  closers: Closers,
): Promise<Map<string, Child>> {
  const children = new Map<string, Child>();
  const startBeside = async (name: string, asks: Name, ownDir: string) => {
    await mkdir(ownDir, { recursive: true, mode: 0o700 });
    const child = await startChild({
      name,
      file: fileOf(name, 'server'),
      latchkeyUrl: internalUrl(port, asks),
      guardKey: deriveGuardKey(masterKey, asks),
      dataDir: ownDir,
      logFile: join(dataDir, `${name}.log`),
      onExit: (sentence) => console.error(sentence),
    });
    closers.push(() => child.stop());
    children.set(name, child);
    return child;
  };
  const startExample = async (name: Name) => {
    const ownDir = join(dataDir, 'apis', name);
    if (name === IN_PROCESS) {
      process.env.PROSPECTCONNECT_DATA = ownDir;
      // ProspectConnect's records are shared by its API and its MCP server.
      await startBeside(MCP_SERVER, name, ownDir);
      return;
    }
    const child = await startBeside(name, name, ownDir);
    process.env[`${name.toUpperCase()}_UPSTREAM`] = `http://${HOST}:${child.port}`;
    process.env[`${name.toUpperCase()}_GUARD_KEY`] = deriveGuardKey(masterKey, name);
  };
  await allOrFirstFailure(names.map(startExample));
  return children;
}

/**
 * Rejects with the first failure after all have settled, because those that started later have to be closed
 * too.
 */
async function allOrFirstFailure(starting: Promise<void>[]): Promise<void> {
  await Promise.allSettled(starting);
  await Promise.all(starting);
}

async function loadExample(
  name: string,
): Promise<{ name: string; config: ApiConfig; file: string; seed: DemoSeed }> {
  const [loaded] = await loadConfigs([fileOf(name, 'latchkey.config')], import.meta.dirname);
  if (!loaded) throw new StartError(`The example ${name} has no configuration.`);
  const { seed } = (await import(fileOf(name, 'seed'))) as { seed: DemoSeed };
  return { name, seed, ...loaded };
}

function edgeOf(
  name: string,
  config: ApiConfig,
  children: Map<string, Child>,
  { port, hosts, masterKey }: { port: number; hosts: Addressing['kind']; masterKey: Buffer },
) {
  const child = children.get(name);
  if (!child) return edgesOf(config, children);
  const addressing: Addressing = hosts === 'public' ? { kind: 'public' } : { kind: 'localhost', port };
  const { explorer } = addressOf(config, addressing);
  const pages = explorer === null ? '' : new URL(explorer).origin;
  const upstream = `http://${HOST}:${child.port}`;
  if (config.front.kind === 'sdk') return { edge: allowingPagesOf(pages, passTo(upstream)) };
  if (config.front.kind === 'forward-auth') {
    const asking = askThenPassTo(upstream, internalUrl(port, name), deriveGuardKey(masterKey, name));
    return { edge: allowingPagesOf(pages, asking) };
  }
  return {};
}

/** The MCP server stands at a domain that is a separate resource. */
function edgesOf({ domains }: ApiConfig, children: Map<string, Child>) {
  const agents = children.get(MCP_SERVER);
  const separate = Object.keys(domains).filter((host) => domains[host]?.separate);
  if (!agents) return {};
  return {
    edges: Object.fromEntries(separate.map((host) => [host, passTo(`http://${HOST}:${agents.port}`)])),
  };
}

function internalUrl(port: number, name: string): string {
  return `http://${HOST}:${port}/.latchkey/${name}`;
}

async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close();
}

const closers: Closers = [];
let stopAsked = Number.POSITIVE_INFINITY;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Ctrl-C reaches this process in several ways at once; only a later one means to stop immediately.
    if (Date.now() - stopAsked > SAME_SIGNAL_WITHIN) process.exit(1);
    if (stopAsked !== Number.POSITIVE_INFINITY) return;
    stopAsked = Date.now();
    closeAll(closers).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

try {
  await start(readOptions(), closers);
} catch (error) {
  // Prints one sentence for the operator, and a stack trace only for a bug.
  const expected = error instanceof Error && (error.name === 'StartError' || error.name === 'ConfigError');
  console.error(expected ? error.message : error);
  await closeAll(closers).catch(() => {});
  process.exit(1);
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ApiConfig } from 'latchkey';
import { deriveGuardKey } from 'latchkey/seed';
import { openListener, startLatchkey } from 'latchkey/serve';
import { createLogger, loadMasterKey, localCa, readEnvironment, readPort, StartError } from 'latchkey/start';
import { callbackPage } from './demo/callback-page.ts';
import { type Child, startChild } from './demo/children.ts';
import { askThenPassTo, passTo } from './demo/edge.ts';
import { DemoSecrets, plant } from './demo/plant.ts';
import type { DemoSeed } from './demo/seed.ts';
import { type Demonstrated, demoJson, removeStale, tourText, writeWhole } from './demo/tour.ts';

/** `npm start`: the four example APIs on one Latchkey, with the APIs that run elsewhere as processes beside it. */

const NAMES = ['proconvey', 'procurios', 'prospectconnect', 'convert'] as const;
const IN_OWN_PROCESS = ['proconvey', 'procurios', 'convert'] as const;
const HOST = '127.0.0.1';

interface Options {
  port: number;
  dataDir: string;
  hosts: 'localhost' | 'public';
  tlsPort: number | null;
}

function readOptions(): Options {
  const { port, dataDir } = readEnvironment(process.env, { mode: 'development' });
  const { values } = parseArgs({ options: { hosts: { type: 'string' }, 'tls-port': { type: 'string' } } });
  const hosts = values.hosts ?? 'localhost';
  if (hosts !== 'localhost' && hosts !== 'public') {
    throw new StartError(`--hosts is ${JSON.stringify(hosts)}: use localhost or public.`);
  }
  const tlsPort = values['tls-port'] === undefined ? null : readPort(values['tls-port'], '--tls-port');
  if (hosts === 'public' && tlsPort === null) {
    throw new StartError('--hosts public serves over TLS: name a port, such as --tls-port 4443.');
  }
  return { port, dataDir, hosts, tlsPort: hosts === 'public' ? tlsPort : null };
}

async function start(): Promise<void> {
  const options = readOptions();
  const listener = await openListener(HOST, options.port).catch((error) => {
    throw new StartError(portSentence(error, options.port));
  });
  const masterKey = await loadMasterKey(options.dataDir, process.env, 'development');
  const demoFile = join(options.dataDir, 'demo.json');
  await removeStale(demoFile);
  const logFile = join(options.dataDir, 'latchkey.log');
  const log = createLogger({ level: process.env.LATCHKEY_LOG ?? 'info', file: logFile });

  const children = new Map<string, Child>();
  for (const name of IN_OWN_PROCESS) {
    const dataDir = join(options.dataDir, 'apis', name);
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const child = await startChild({
      name,
      latchkeyUrl: internalUrl(listener.port, name),
      guardKey: deriveGuardKey(masterKey, name),
      dataDir,
      logFile: join(options.dataDir, `${name}.log`),
      onExit: (sentence) => console.error(sentence),
    });
    children.set(name, child);
    process.env[`${name.toUpperCase()}_UPSTREAM`] = `http://${HOST}:${child.port}`;
    process.env[`${name.toUpperCase()}_GUARD_KEY`] = deriveGuardKey(masterKey, name);
  }
  process.env.PROSPECTCONNECT_DATA = join(options.dataDir, 'apis', 'prospectconnect');

  // Only now: the configurations read the upstreams' addresses from the environment.
  const loaded = await Promise.all(NAMES.map(loadExample));
  const demonstrated: Demonstrated[] = [];
  const running = await startLatchkey({
    apis: loaded.map(({ name, config, file }) => ({
      config,
      file,
      ...edgeOf(name, config, children, listener.port, masterKey),
    })),
    dataDir: options.dataDir,
    masterKey,
    listener,
    hosts: options.hosts,
    log,
    async prepare(api) {
      const seed = loaded.find(({ name }) => name === api.config.name)?.seed;
      if (!seed) return;
      const secrets = new DemoSecrets(masterKey, api.config.name);
      await plant(api, seed, secrets, listener.port);
      demonstrated.push({ api, seed, secrets });
    },
    elsewhere: callbackPage(
      () => demonstrated,
      () => listener.port,
    ),
  });
  let ca: string | null = null;
  if (options.tlsPort !== null) {
    const authority = await localCa(join(options.dataDir, 'ca'));
    ca = authority.caFile;
    const hosts = demonstrated.flatMap(({ api }) => [...api.address.hosts.keys()]);
    await listener.listenTls(options.tlsPort, await authority.certificateFor(hosts)).catch((error) => {
      throw new StartError(portSentence(error, options.tlsPort ?? 0));
    });
  }
  const reached = { port: listener.port, tlsPort: listener.tlsPort, ca };
  await writeWhole(demoFile, demoJson(reached, demonstrated));
  console.log(tourText(reached, demonstrated, demoFile));

  const stop = async () => {
    await removeStale(demoFile);
    await running.close();
    await Promise.all([...children.values()].map((child) => child.stop()));
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

async function loadExample(
  name: string,
): Promise<{ name: string; config: ApiConfig; file: string; seed: DemoSeed }> {
  const file = join(import.meta.dirname, name, 'latchkey.config.ts');
  const [{ default: config }, { seed }] = await Promise.all([
    import(file) as Promise<{ default: ApiConfig }>,
    import(join(import.meta.dirname, name, 'seed.ts')) as Promise<{ seed: DemoSeed }>,
  ]);
  return { name, config, file, seed };
}

function edgeOf(
  name: string,
  config: ApiConfig,
  children: Map<string, Child>,
  port: number,
  masterKey: Buffer,
) {
  const child = children.get(name);
  if (!child) return {};
  const upstream = `http://${HOST}:${child.port}`;
  if (config.front.kind === 'sdk') return { edge: passTo(upstream) };
  if (config.front.kind === 'forward-auth') {
    return { edge: askThenPassTo(upstream, internalUrl(port, name), deriveGuardKey(masterKey, name)) };
  }
  return {};
}

function internalUrl(port: number, name: string): string {
  return `http://${HOST}:${port}/.latchkey/${name}`;
}

function portSentence(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is in use: stop what listens there, or set another port (PORT, --tls-port).`;
  if (error.code === 'EACCES')
    return `Port ${port} needs privileges that this process does not have: use one above 1023.`;
  return `Port ${port} cannot be listened on (${error.code}).`;
}

start().catch((error: unknown) => {
  // One sentence for the person at the terminal; a stack trace only where the fault is ours.
  const expected = error instanceof Error && (error.name === 'StartError' || error.name === 'ConfigError');
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});

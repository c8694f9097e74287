import { type ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CodesMade,
  type CodesWanted,
  type CpuUsed,
  type CpuWanted,
  GATEWAY_SCENARIOS,
  type Ready,
  type Scenario,
  SERVER_SCENARIOS,
} from '../scenarios.ts';

export const CONTESTANTS = {
  bare: { file: 'bare.ts', title: 'bare node:http', environment: {}, scenarios: SERVER_SCENARIOS },
  'oidc-provider': {
    ...{ file: 'oidc-provider.ts', title: 'oidc-provider 9', environment: {} },
    scenarios: SERVER_SCENARIOS,
  },
  'oidc-provider-together': {
    ...{ file: 'oidc-provider.ts', title: 'oidc-provider 9, shared commits' },
    environment: { COMMITS: 'together' },
    scenarios: SERVER_SCENARIOS,
  },
  latchkey: { file: 'latchkey.ts', title: 'Latchkey', environment: {}, scenarios: SERVER_SCENARIOS },
  nginx: { file: 'nginx.ts', title: 'nginx', environment: {}, scenarios: GATEWAY_SCENARIOS },
  'fastify-http-proxy': {
    ...{ file: 'fastify-http-proxy.ts', title: '@fastify/http-proxy', environment: {} },
    scenarios: GATEWAY_SCENARIOS,
  },
  'http-proxy-3': {
    ...{ file: 'http-proxy-3.ts', title: 'http-proxy-3', environment: {} },
    scenarios: GATEWAY_SCENARIOS,
  },
  'latchkey-gateway': {
    ...{ file: 'latchkey.ts', title: 'Latchkey', environment: { FRONT: 'gateway' } },
    scenarios: GATEWAY_SCENARIOS,
  },
  'latchkey-sdk': { file: 'latchkey.ts', title: 'Latchkey', environment: { FRONT: 'sdk' }, scenarios: [] },
} as const satisfies Record<string, Described>;

interface Described {
  file: string;
  title: string;
  environment: Record<string, string>;
  /** It does some of these. */
  scenarios: readonly Scenario[];
}

export type ContestantName = keyof typeof CONTESTANTS;
export const CONTESTANT_NAMES = Object.keys(CONTESTANTS) as ContestantName[];

export interface Contestant extends Ready {
  name: ContestantName;
  pid: number;
  makeCodes(count: number): Promise<string[]>;
  /** Microseconds of CPU time since it started. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

export interface StartOptions {
  name: ContestantName;
  /** The folder in which the contestant gets a folder for its files. */
  folder: string;
  /** Command and arguments that pin a process to a core; empty where that is not possible. */
  pin: string[];
  /** The address that a gateway passes calls on to. */
  upstream?: string | undefined;
  /** Writes a CPU profile of the contestant into this folder when it stops. */
  profile?: string | undefined;
}

/** Starts a contestant in its own process and waits until it is ready. */
export async function startContestant(options: StartOptions): Promise<Contestant> {
  const { name, folder, pin, profile, upstream } = options;
  const { file, environment } = CONTESTANTS[name];
  const named = upstream === undefined ? environment : { ...environment, UPSTREAM: upstream };
  const { child, ready, stop } = await start({ name, file, folder, environment: named, pin, profile });
  return {
    name,
    pid: child.pid ?? 0,
    ...ready,
    async makeCodes(count) {
      child.send({ makeCodes: count } satisfies CodesWanted);
      return (await reply<CodesMade>(child, name)).codes;
    },
    async cpu() {
      child.send({ cpu: true } satisfies CpuWanted);
      return (await reply<CpuUsed>(child, name)).microseconds;
    },
    stop,
  };
}

/** Starts the upstream of all gateways on the core of this process. */
export async function startUpstream(folder: string): Promise<{ address: string; stop(): Promise<void> }> {
  const { ready, stop } = await start({
    ...{ name: 'upstream', file: 'upstream.ts', folder, environment: {}, pin: [] },
  });
  return { address: `http://127.0.0.1:${ready.port}`, stop };
}

async function start(options: {
  name: string;
  file: string;
  folder: string;
  environment: Record<string, string>;
  pin: string[];
  profile?: string | undefined;
}): Promise<{ child: ChildProcess; ready: Ready; stop(): Promise<void> }> {
  const { name, file, folder, environment, pin, profile } = options;
  const data = join(folder, name);
  await mkdir(data, { recursive: true });
  const script = fileURLToPath(new URL(file, import.meta.url));
  const [command, ...before] = [...pin, process.execPath];
  const child = fork(script, [], {
    execPath: command ?? process.execPath,
    execArgv: [
      ...before,
      ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`] : []),
    ],
    env: { ...process.env, ...environment, DATA: data, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await reply<Ready>(child, name);
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  return { child, ready, stop };
}

/** Resolves to the next message of a contestant. Rejects if it ends instead. */
function reply<Message>(child: ChildProcess, name: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error(`${name} ended before it answered`));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message as Message);
    });
  });
}

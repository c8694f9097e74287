import { type ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodesMade, CodesWanted, CpuUsed, CpuWanted, Ready } from '../scenarios.ts';

export const CONTESTANTS = {
  bare: { file: 'bare.ts', title: 'bare node:http', environment: {} },
  'oidc-provider': { file: 'oidc-provider.ts', title: 'oidc-provider 9', environment: {} },
  'oidc-provider-together': {
    file: 'oidc-provider.ts',
    title: 'oidc-provider 9, shared commits',
    environment: { COMMITS: 'together' },
  },
  latchkey: { file: 'latchkey.ts', title: 'Latchkey', environment: {} },
} as const;

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
  /** Writes a CPU profile of the contestant into this folder when it stops. */
  profile?: string | undefined;
}

/** Starts a contestant in its own process and waits until it is ready. */
export async function startContestant({ name, folder, pin, profile }: StartOptions): Promise<Contestant> {
  const { file, environment } = CONTESTANTS[name];
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
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Resolves to the next message of a contestant. Rejects if it ends instead. */
function reply<Message>(child: ChildProcess, name: ContestantName): Promise<Message> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error(`${name} ended before it answered`));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message as Message);
    });
  });
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../server/test/http/free-port.ts';
import { isOlder, type Tool, versionOf } from './version.ts';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/redis', import.meta.url));
const UNPACKED = join(CACHE, 'usr/bin/redis-server');
/** The program, and the libraries that a machine without it may lack. */
const PACKAGES = ['redis-tools', 'liblzf1', 'libjemalloc2', 'libatomic1'];

export const REDIS: Tool = {
  command: 'redis-server',
  oldest: '7.0',
  package: 'redis-tools',
  for: 'limits and revocations that nodes share',
};

/** Names a server that is there already. Tests that stop or pause one start their own all the same. */
export const TEST_REDIS_URL = 'LATCHKEY_TEST_REDIS_URL';

/** Returns Redis or Valkey: from the PATH if it is recent enough, or as `installRedis` unpacked it; `null` if there is none. */
export function findRedis(): string | null {
  return ['redis-server', 'valkey-server', UNPACKED].find(isFit) ?? null;
}

function isFit(command: string): boolean {
  if (command === UNPACKED && !existsSync(command)) return false;
  withLibraries();
  const version = versionOf({ command });
  return version !== null && !isOlder(version, REDIS.oldest);
}

/** Unpacks Debian's packages into a folder of this project, which needs no privileges. Prints a message on failure. */
export function installRedis(): void {
  if (findRedis() !== null || !succeeds('apt-get', ['--version'])) return;
  console.error('Fetching Redis for the tests…');
  for (const folder of ['lists/partial', 'archives/partial'])
    mkdirSync(join(CACHE, folder), { recursive: true });
  const own = [`Dir::State::lists=${CACHE}/lists`, `Dir::Cache=${CACHE}`, 'Debug::NoLocking=1'];
  const lists = own.flatMap((each) => ['-o', each]);
  if (!succeeds('apt-get', ['download', ...PACKAGES])) {
    succeeds('apt-get', [...lists, 'update', '-qq']);
    succeeds('apt-get', [...lists, 'download', ...PACKAGES]);
  }
  for (const file of globSync('*.deb', { cwd: CACHE })) succeeds('dpkg', ['-x', file, '.']);
  // One program that acts by the name under which it is called.
  if (existsSync(join(CACHE, 'usr/bin/redis-check-rdb')) && !existsSync(UNPACKED)) {
    symlinkSync('redis-check-rdb', UNPACKED);
  }
  if (findRedis() === null)
    console.error('Redis is not there, and cannot be fetched: its tests are skipped.');
}

function withLibraries(): void {
  const [folder] = globSync(join(CACHE, 'usr/lib/*-linux-gnu'));
  const known = process.env.LD_LIBRARY_PATH ?? '';
  if (!folder || known.includes(folder)) return;
  // Behind those of the system.
  process.env.LD_LIBRARY_PATH = [known, folder].filter((each) => each !== '').join(':');
}

function succeeds(command: string, args: string[]): boolean {
  mkdirSync(CACHE, { recursive: true });
  return spawnSync(command, args, { stdio: 'ignore', cwd: CACHE }).status === 0;
}

/** A server that is thrown away with all its data. */
export interface RedisServer {
  url: string;
  port: number;
  /** Stops it without ending its connections, as `resume` finds them. */
  pause(): void;
  resume(): void;
  /** Ends it as a power cut would, and what it held is gone. */
  stop(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
}

/** Starts a server on a free port of this machine, with further settings such as `--requirepass secret`. Keeps nothing on disk. */
export async function startRedis(settings: readonly string[] = [], port?: number): Promise<RedisServer> {
  const command = findRedis();
  if (command === null) throw new Error('Redis is not there.');
  const own = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-redis-'));
  const args = ['--port', String(own), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  let child: ChildProcess | null = null;
  const server: RedisServer = {
    url: `redis://127.0.0.1:${own}`,
    port: own,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async stop() {
      const ending = child;
      child = null;
      if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
      ending.ref();
      const ended = once(ending, 'exit');
      ending.kill('SIGKILL');
      await ended;
    },
    async start() {
      const made = spawn(command, [...args, '--dir', folder, ...settings], { stdio: 'ignore' });
      child = made;
      made.unref();
      const listens = settings.includes('--tls-port') ? settings[settings.indexOf('--tls-port') + 1] : own;
      while (!(await answers(Number(listens)))) {
        if (made.exitCode !== null) throw new Error(`Redis ended with ${made.exitCode}.`);
        await pause(5);
      }
    },
  };
  atExit(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  await server.start();
  return server;
}

const leftovers: (() => void)[] = [];

/** Servers end with this process, and keep it from nothing. */
function atExit(end: () => void): void {
  leftovers.push(end);
  if (leftovers.length > 1) return;
  process.once('exit', () => {
    for (const each of leftovers) each();
  });
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

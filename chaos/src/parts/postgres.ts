import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres, unprivileged } from '../../../scripts/postgres.ts';
import { freePort } from '../../../server/test/http/free-port.ts';
import { startChild, theirFolders } from './child.ts';

const run = promisify(execFile);

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'wal_level=replica',
  'hot_standby=on',
  'log_min_messages=log',
];

/** Why there is no PostgreSQL here, or `null`. `replica`: `pg_basebackup` as well. */
export function whyNoPostgres({ replica = false } = {}): string | null {
  const programs = findPostgres();
  if (programs === null) return 'PostgreSQL 15 or newer is not there';
  return replica && !existsSync(basebackup(programs))
    ? 'pg_basebackup is not beside postgres: install postgresql'
    : null;
}

/** On the PATH there may be links to a few of the programs; all of them are where these lead. */
function basebackup(programs: string): string {
  return join(dirname(realpathSync(join(programs, 'postgres'))), 'pg_basebackup');
}

/** A PostgreSQL server whose data outlasts its process, so that it can be stopped in each way and started again. */
export class Postgres {
  readonly port: number;
  readonly #data: string;
  readonly #programs: string;
  #child: ChildProcess | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  /** Further settings of the command line, for its next start. */
  settings: string[] = [];

  private constructor(programs: string, data: string, port: number) {
    this.#programs = programs;
    this.#data = data;
    this.port = port;
  }

  /** Makes an empty server and starts it. */
  static async make(settings: string[] = []): Promise<Postgres> {
    const server = await Postgres.#place();
    const flags = ['--username=latchkey', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
    await run(join(server.#programs, 'initdb'), ['-D', server.#data, ...flags], server.#how);
    server.settings = settings;
    await server.start();
    return server;
  }

  /** Makes a streaming replica of `of`, which from then on answers a commit when the replica has it. */
  static async replicaOf(of: Postgres): Promise<Postgres> {
    const replica = await Postgres.#place();
    const name = `replica_${replica.port}`;
    const source = ['-h', '127.0.0.1', '-p', String(of.port), '-U', 'latchkey'];
    const args = ['-D', replica.#data, ...source, '--checkpoint=fast', '--no-sync', '--write-recovery-conf'];
    await run(basebackup(replica.#programs), args, replica.#how);
    // It names itself, so that the primary can wait for it.
    const conninfo = `host=127.0.0.1 port=${of.port} user=latchkey application_name=${name}`;
    replica.settings = [`primary_conninfo=${conninfo}`];
    await replica.start();
    await of.ask(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
    await of.ask('SELECT pg_reload_conf()');
    for (;;) {
      const [row] = await of.ask('SELECT sync_state FROM pg_stat_replication');
      if (row?.sync_state === 'sync') return replica;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** A folder of its own, because the stage's is not for the user that PostgreSQL runs as. */
  static async #place(): Promise<Postgres> {
    const programs = findPostgres();
    if (programs === null) throw new Error('There is no PostgreSQL.');
    const home = mkdtempSync(join(tmpdir(), 'latchkey-chaos-postgres-'));
    const user = unprivileged();
    if (user) chownSync(home, user.uid, user.gid);
    theirFolders.add(home);
    return new Postgres(programs, join(home, 'data'), await freePort());
  }

  get #how() {
    return { cwd: join(this.#data, '..'), ...unprivileged() };
  }

  get url(): string {
    return `postgres://latchkey@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const settings = [`port=${this.port}`, ...SETTINGS, ...this.settings];
    const child = startChild(
      join(this.#programs, 'postgres'),
      ['-D', this.#data, ...settings.flatMap((each) => ['-c', each])],
      { ...this.#how, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#child = child;
    this.#ended = once(child, 'close');
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      if (child.stderr === null) return reject(new Error('PostgreSQL has no output.'));
      createInterface(child.stderr).on('line', (line) => {
        if (said.length < 50) said.push(line);
        if (/ready to accept (read-only )?connections/.test(line)) resolve();
      });
      void this.#ended.then(() => reject(new Error(`PostgreSQL ended: ${said.join('\n')}`)));
    });
  }

  /** `fast` ends sessions and writes everything down; `immediate` is like a power cut of this program alone. */
  async stop(how: 'fast' | 'immediate'): Promise<void> {
    this.#child?.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await this.#ended;
  }

  /** Makes a replica the primary. It waits for no other. */
  async promote(): Promise<void> {
    await this.ask("ALTER SYSTEM SET synchronous_standby_names = ''").catch(() => {});
    await this.ask('SELECT pg_promote(true, 60)');
    this.settings = [];
  }

  /** Asks a session of its own, which sees the tables of the API. */
  async ask(text: string): Promise<Record<string, unknown>[]> {
    const options = '-c search_path=latchkey_yard,public';
    const client = new Client({ connectionString: this.url, options });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) await this.stop('immediate');
    const home = join(this.#data, '..');
    rmSync(home, { recursive: true, force: true });
    theirFolders.delete(home);
  }
}

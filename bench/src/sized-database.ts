import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { startCluster } from '../../scripts/postgres.ts';
import { PgServer } from '../../server/src/store/postgres/server.ts';

/** `sysconf(_SC_CLK_TCK)` of every Linux on x86-64 and arm64. */
const TICKS_A_SECOND = 100;

/** A database whose size and work are measured. */
export interface SizedDatabase {
  usedBytes(): Promise<number>;
  /** Seconds of processor time of its own processes; 0 for a file. */
  processorTime(): Promise<number>;
  /** The newest row of the log, and the newest under a seal. */
  logged(): Promise<{ newest: number; sealed: number }>;
  close(): Promise<void>;
}

export function sizedFile(path: string): SizedDatabase {
  const database = new DatabaseSync(path, { readOnly: true });
  const number = (pragma: string) =>
    Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  return {
    // Of pages in use: the file grows in steps.
    usedBytes: async () => (number('page_count') - number('freelist_count')) * number('page_size'),
    processorTime: async () => 0,
    async logged() {
      const { newest, sealed } = Object(
        database
          .prepare(
            'SELECT (SELECT max(id) FROM audit) AS newest, (SELECT max(last_id) FROM audit_seals) AS sealed',
          )
          .get(),
      );
      return { newest: Number(newest), sealed: Number(sealed) };
    },
    close: async () => database.close(),
  };
}

/** Starts a PostgreSQL that waits for the disk, and names it to the processes that are started later. */
export async function startPostgres(settings: readonly string[] = []): Promise<{
  sized(schema: string): Promise<SizedDatabase>;
  stop(): Promise<void>;
}> {
  const cluster = await startCluster(settings);
  process.env.LATCHKEY_DATABASE_URL = cluster.url;
  return {
    async sized(schema) {
      const server = new PgServer(cluster.url, { connections: 1 });
      const ask = (sql: string): Promise<number[]> =>
        server.with(async (connection) => ((await connection.command(sql)).rows[0] ?? []).map(Number));
      const [backend = 0] = await ask('SELECT pg_backend_pid()');
      const postmaster = parentOf(backend);
      return {
        async usedBytes() {
          const [bytes = 0] = await ask(
            `SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
             WHERE c.relnamespace = '${schema}'::regnamespace AND c.relkind = 'r'`,
          );
          return bytes;
        },
        processorTime: async () => secondsOf(postmaster),
        async logged() {
          const [newest = 0, sealed = 0] = await ask(
            `SELECT (SELECT max(id) FROM ${schema}.audit), (SELECT max(last_id) FROM ${schema}.audit_seals)`,
          );
          return { newest, sealed };
        },
        close: () => server.close(),
      };
    },
    stop: () => cluster.stop(),
  };
}

/** The fields of proc_pid_stat(5) behind the name, which may have spaces; the first is the state. */
export function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const parentOf = (pid: number): number => Number(statOf(pid)[1]);

/** User and system time of a process and all its children, those included that have ended. */
function secondsOf(postmaster: number): number {
  const ticks = (fields: string[], from: number, to: number) =>
    fields.slice(from, to).reduce((sum, each) => sum + Number(each), 0);
  const living = readdirSync('/proc').flatMap((name) => {
    try {
      const fields = /^\d+$/.test(name) ? statOf(Number(name)) : [];
      return Number(fields[1]) === postmaster ? [ticks(fields, 11, 13)] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
  return (ticks(statOf(postmaster), 11, 15) + living.reduce((sum, each) => sum + each, 0)) / TICKS_A_SECOND;
}

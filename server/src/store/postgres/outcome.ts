import { setTimeout as pause } from 'node:timers/promises';
import { StoreFault } from '../store-fault.ts';
import type { PgServer } from './server.ts';

/** Milliseconds between two questions. */
const PAUSE = 50;

/** The timeline on which the server writes, which a promotion changes: the beginning of the name of its log. A replica has none. */
const TIMELINE = 'left(pg_walfile_name(pg_current_wal_lsn()), 8)';
/** The columns of a `PgTransaction`. Asked in the transaction. */
export const WHICH_TRANSACTION = `pg_current_xact_id()::text, ${TIMELINE}`;

export interface PgTransaction {
  id: string;
  timeline: string;
}

/**
 * Finds out whether a transaction whose commit was not answered is on disk: the server knows it by its id, also after a crash.
 * Asks for at most `patience` milliseconds. Throws a `StoreFault` that is `unsure` if nobody can say.
 *
 * After a failover nobody can: a commit that no replica had is gone, also where replicas are synchronous, because then it was not
 * answered either. The promoted server gives its id to another transaction.
 */
export async function wasCommitted(
  server: PgServer,
  { id, timeline }: PgTransaction,
  patience: number,
): Promise<boolean> {
  const until = performance.now() + patience;
  for (;;) {
    const [status, on] = await statusOf(server, id);
    if (on !== undefined && on !== timeline) throw unsure(server);
    if (status === 'committed') return true;
    if (status === 'aborted') return false;
    if (performance.now() >= until) throw unsure(server);
    await pause(PAUSE);
  }
}

async function statusOf(server: PgServer, id: string): Promise<unknown[]> {
  try {
    const { rows } = await server.with((connection) =>
      connection.command(`SELECT pg_xact_status('${id}'), ${TIMELINE}`),
    );
    return rows[0] ?? [];
  } catch {
    // An error, such as that of a server which is starting, says nothing of the transaction. Passed on, it would look as if the
    // transaction itself had failed, and the verb would run again.
    return [];
  }
}

function unsure(server: PgServer): StoreFault {
  return new StoreFault(
    'unsure',
    `The connection to the database ${server.place} was lost during a commit, and it cannot be asked whether that is on disk.`,
  );
}

import { setTimeout as pause } from 'node:timers/promises';
import { StoreFault } from '../store-fault.ts';
import { LIFE, type PgServer } from './server.ts';

/** Milliseconds between two questions. */
const PAUSE = 50;

/** The columns of a `PgTransaction`. Asked in the transaction. */
export const WHICH_TRANSACTION = `pg_current_xact_id()::text, ${LIFE}`;

export interface PgTransaction {
  id: string;
  life: string;
}

/**
 * Finds out whether a transaction whose commit was not answered is on disk: the server knows it by its id.
 * Asks for at most `patience` milliseconds. Throws a `StoreFault` that is `unsure` if nobody can say.
 *
 * After a failover or a restart nobody can: a commit that was not on disk is gone, and its id is given to another transaction,
 * which may be committed by now.
 */
export async function wasCommitted(
  server: PgServer,
  { id, life }: PgTransaction,
  patience: number,
): Promise<boolean> {
  const until = performance.now() + patience;
  for (;;) {
    const [status, on] = await statusOf(server, id);
    if (on !== undefined && on !== life) throw unsure(server);
    // It may be on the disk of this server alone: a session that is ended while it waits for a replica leaves it so.
    if (status === 'committed') return confirmed(server);
    if (status === 'aborted') return false;
    if (performance.now() >= until) throw unsure(server);
    await pause(PAUSE);
  }
}

async function confirmed(server: PgServer): Promise<true> {
  await server.confirm().catch(() => {
    throw unsure(server);
  });
  return true;
}

async function statusOf(server: PgServer, id: string): Promise<unknown[]> {
  try {
    const { rows } = await server.with((connection) =>
      connection.command(`SELECT pg_xact_status('${id}'), ${LIFE}`),
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

import { setTimeout as pause } from 'node:timers/promises';
import { StoreFault } from '../store-fault.ts';
import type { PgServer } from './server.ts';

/** Milliseconds between two questions. */
const PAUSE = 50;

/**
 * Finds out whether a transaction whose commit was not answered is on disk: the server knows it by its id, also after a crash.
 * Asks for at most `patience` milliseconds. Throws a `StoreFault` that is `unsure` if nobody can say.
 *
 * Right where the server that is asked has the log of the one that committed, as after a failover to a synchronous replica.
 */
export async function wasCommitted(
  server: PgServer,
  transaction: string,
  patience: number,
): Promise<boolean> {
  const until = performance.now() + patience;
  for (;;) {
    const status = await statusOf(server, transaction);
    if (status === 'committed') return true;
    if (status === 'aborted') return false;
    if (performance.now() >= until) throw unsure(server);
    await pause(PAUSE);
  }
}

async function statusOf(server: PgServer, transaction: string): Promise<unknown> {
  try {
    const { rows } = await server.with((connection) =>
      connection.command(`SELECT pg_xact_status('${transaction}')`),
    );
    return rows[0]?.[0];
  } catch {
    // An error, such as that of a server which is starting, says nothing of the transaction. Passed on, it would look as if the
    // transaction itself had failed, and the verb would run again.
    return 'unknown';
  }
}

function unsure(server: PgServer): StoreFault {
  return new StoreFault(
    'unsure',
    `The connection to the database ${server.place} was lost during a commit, and it cannot be asked whether that is on disk.`,
  );
}

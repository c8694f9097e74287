import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { systemClock } from '../../lib/clock.ts';
import { watchChanges } from '../changes/store.ts';
import { storeOf } from '../compose.ts';
import type { Store } from '../store.ts';
import type { Steps, Transactions } from '../transactions.ts';
import type { WriterOfApi } from '../writer/asking.ts';
import { sentVerbs } from '../writer/sent.ts';
import { addedToSchema } from './added-to-schema.ts';
import { finish, openDatabase, SqliteDatabase } from './database.ts';
import type { SqliteOptions } from './index.ts';
import { NO_MONTHS } from './no-months.ts';
import { outsideRows } from './outside.ts';

/**
 * Opens the database of one API beside the process that writes it: verbs that read run here, on a connection that only reads, and the
 * others are sent. Once a verb is answered, each verb that begins later, in whatever process, reads what it wrote.
 * Throws an `Error` of one sentence with path and cause if the file is unfit.
 */
export async function openSqliteReader(
  path: string,
  writer: WriterOfApi,
  { clock = systemClock, cacheMegabytes }: Pick<SqliteOptions, 'clock' | 'cacheMegabytes'> = {},
): Promise<Store> {
  const opened = { clock, synchronous: 'FULL', opening: 'read', cacheMegabytes } as const;
  const connection = await openDatabase(path, opened);
  const db = new SqliteDatabase(connection, path);
  const tx = new Snapshots(connection);
  const changes = watchChanges();
  writer.onOutdated(changes.elsewhere);
  return {
    ...storeOf(db, tx, { clock, changes }),
    addedToSchema: addedToSchema(db, tx),
    ...NO_MONTHS,
    ...sentVerbs(writer),
    // Feeds hear of changes by the line; what is remembered does not depend on it.
    push: () => (writer.isThere() ? 'up' : 'lost'),
    outside: outsideRows(connection, db),
    missesNothing: () => false,
    async close() {
      if (connection.isOpen) connection.close();
    },
  };
}

/** Each read is of one moment, however many statements it has: commits of the other process come in between. */
class Snapshots implements Transactions {
  readonly #begin: StatementSync;
  readonly #end: StatementSync;

  constructor(db: DatabaseSync) {
    this.#begin = db.prepare('BEGIN');
    this.#end = db.prepare('COMMIT');
  }

  async read<Value>(steps: () => Steps<Value>): Promise<Value> {
    this.#begin.run();
    try {
      return finish(steps());
    } finally {
      this.#end.run();
    }
  }

  write(): Promise<never> {
    return Promise.reject(new Error('Only the process that writes runs this verb.'));
  }

  append(): Promise<never> {
    return this.write();
  }

  chore(): Promise<never> {
    return this.write();
  }
}

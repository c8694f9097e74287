import { resolve } from 'node:path';
import { type Clock, SECOND, systemClock } from '../../lib/clock.ts';
import type { Measures } from '../../lib/measures.ts';
import { watchChanges } from '../changes/store.ts';
import { storeOf } from '../compose.ts';
import { setMilestone } from '../milestones/statements.ts';
import type { Store } from '../store.ts';
import { StoreFault } from '../store-fault.ts';
import { notesOf } from '../usage/notes.ts';
import { usageWriter } from '../usage/writer.ts';
import { addedToSchema } from './added-to-schema.ts';
import { NO_CHECKPOINTS, sizeOf, startCheckpoints } from './checkpoints.ts';
import { type Opening, openDatabase, SqliteDatabase } from './database.ts';
import { diskFull, hasRoom } from './fault.ts';
import { GroupCommit } from './group-commit.ts';
import { NO_MONTHS } from './no-months.ts';
import { outsideChanges } from './outside.ts';

/**
 * How long a commit that found the disk full is remembered if the disk itself reports free space: there may
 * be a quota.
 */
const REMEMBERED = 5 * SECOND;

export interface SqliteOptions {
  clock?: Clock;
  /** `FULL` (the default) survives a power cut; `NORMAL` survives only a crash of the process. */
  synchronous?: 'FULL' | 'NORMAL';
  /** `make` (the default) creates a missing file and folder. */
  opening?: Opening;
  /** The most memory for pages of the file, in megabytes (2). */
  cacheMegabytes?: number | undefined;
  /** Told of each commit. */
  measures?: Pick<Measures, 'committed'> | undefined;
}

/**
 * Opens the database of one API. Throws an `Error` of one sentence with path and cause if that fails. A
 * read-only one rejects every verb that writes.
 */
export async function openSqliteStore(file: string, options: SqliteOptions = {}): Promise<Store> {
  const clock = options.clock ?? systemClock;
  const { opening = 'make', synchronous = 'FULL', cacheMegabytes } = options;
  const path = resolve(file);
  const connection = await openDatabase(path, { clock, synchronous, opening, cacheMegabytes });
  const checkpoints = opening === 'read' ? NO_CHECKPOINTS : startCheckpoints(connection, path);
  const changes = watchChanges();
  const db = new SqliteDatabase(connection, path);
  const count = usageWriter(db);
  let fullUntil = 0;
  const group = new GroupCommit(connection, {
    path,
    beforeCommit: count,
    isHeld: checkpoints.isFinishing,
    committed(ms, verbs, said) {
      options.measures?.committed(ms, verbs);
      changes.committed(said);
      checkpoints.afterCommit();
    },
    failed(error) {
      if (error instanceof StoreFault && error.kind === 'full') fullUntil = performance.now() + REMEMBERED;
    },
  });
  const notes = notesOf(db, count);
  // A backup of PostgreSQL has those of its last second.
  const isLeft = opening !== 'read' && (await group.read(() => notes.any('')));
  if (isLeft) while (await group.write(() => notes.countSome('')));
  const touch = db.run(setMilestone);
  let closing: Promise<void> | undefined;

  return {
    ...storeOf(db, group, { clock, changes }),

    addedToSchema: addedToSchema(db, group),

    ...NO_MONTHS,

    // Other processes on the file are found out by `outside`.
    push: () => 'none',

    outside: outsideChanges(connection),

    missesNothing: () => true,

    async health() {
      // A small row may still fit into the log where the next token would not.
      if (!hasRoom(path) || performance.now() < fullUntil) return diskFull(path);
      try {
        await group.append(() => touch({ name: 'healthy', at: clock.now() }));
        return null;
      } catch (error) {
        return error instanceof StoreFault ? error : new StoreFault('broken', String(error));
      }
    },

    async condition() {
      group.rollBack();
      return { databaseBytes: sizeOf(path), ...checkpoints.condition() };
    },

    close() {
      closing ??= (async () => {
        await group.close();
        await checkpoints.close();
        connection.close();
      })();
      return closing;
    },
  };
}

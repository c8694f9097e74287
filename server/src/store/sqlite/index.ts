import { resolve } from 'node:path';
import { type Clock, SECOND, systemClock } from '../../lib/clock.ts';
import { integer } from '../sql/codecs.ts';
import * as sql from '../sql/milestones.ts';
import type { Store } from '../store.ts';
import { StoreFault } from '../store-fault.ts';
import { auditStore, auditWriter } from './audit.ts';
import { authorizationStore } from './authorization.ts';
import { watchChanges } from './changes.ts';
import { NO_CHECKPOINTS, startCheckpoints } from './checkpoints.ts';
import { clientStore } from './clients.ts';
import { accountWriter } from './connected-accounts.ts';
import { consentWriter } from './consent-writer.ts';
import { Database, type Opening, openDatabase } from './database.ts';
import { deviceStore } from './devices.ts';
import { expiryWalk } from './expiry.ts';
import { diskFull, hasRoom } from './fault.ts';
import { GroupCommit } from './group-commit.ts';
import { leavingStore } from './leaving.ts';
import { limitStore } from './limits.ts';
import { logoutStore } from './logout.ts';
import { oneTimeStore } from './one-time.ts';
import { peopleStore } from './people.ts';
import { personalTokenStore } from './personal-tokens.ts';
import { sealStore } from './seals.ts';
import { secretStore } from './secrets.ts';
import { tokenWriter } from './token-writer.ts';
import { tokenStore } from './tokens.ts';

/** For how long a commit that found the disk full counts, where the disk itself says that there is room: a quota. */
const REMEMBERED = 5 * SECOND;

export interface SqliteOptions {
  clock?: Clock;
  /** `FULL` (the default) survives a power cut; `NORMAL` survives a crash of the process only. */
  synchronous?: 'FULL' | 'NORMAL';
  /** `make` (the default) makes file and folder where there are none. */
  opening?: Opening;
}

/**
 * Opens the database of one API. Throws an `Error` of one sentence, with path and cause, when that cannot be done. One
 * that is only read rejects every verb that writes.
 */
export async function openSqliteStore(file: string, options: SqliteOptions = {}): Promise<Store> {
  const clock = options.clock ?? systemClock;
  const { opening = 'make', synchronous = 'FULL' } = options;
  const path = resolve(file);
  const connection = await openDatabase(path, { clock, synchronous, opening });
  const checkpoints = opening === 'read' ? NO_CHECKPOINTS : startCheckpoints(connection, path);
  const changes = watchChanges();
  let fullUntil = 0;
  const group = new GroupCommit(connection, {
    path,
    committed() {
      changes.committed();
      checkpoints.afterCommit();
    },
    failed(error) {
      if (error instanceof StoreFault && error.kind === 'full') fullUntil = performance.now() + REMEMBERED;
    },
  });
  const db = new Database(connection, path);
  const writeAudit = changes.noticing(auditWriter(db));
  const tokens = tokenWriter(db);
  const accounts = accountWriter(db);
  const consents = consentWriter(db, accounts);
  const setMilestone = db.run(sql.setMilestone);
  const milestone = db.one(sql.milestone, (row) => integer.read(row.next(), 'at'));
  let closing: Promise<void> | undefined;

  return {
    ...peopleStore(db, group, writeAudit, clock),
    ...clientStore(db, group, writeAudit),
    ...authorizationStore(db, group, writeAudit, tokens, consents, accounts),
    ...logoutStore(db, group),
    ...oneTimeStore(db, group, writeAudit),
    ...deviceStore(db, group, writeAudit, tokens, consents),
    ...tokenStore(db, group, writeAudit, tokens, clock),
    ...personalTokenStore(db, group, writeAudit),
    ...leavingStore(db, group, writeAudit),
    ...secretStore(db, group),
    ...auditStore(db, group, writeAudit),
    ...changes.store(db),
    ...limitStore(db, group),
    ...sealStore(db, group, writeAudit),
    expire: expiryWalk(db, group),

    timeBelieved: async () => milestone({ name: 'time' }),
    believeTime: (at) =>
      group.write(() => {
        setMilestone({ name: 'time', at });
      }),

    async health() {
      // One small row may still find room in the log where the next token would not.
      if (!hasRoom(path) || performance.now() < fullUntil) return diskFull(path);
      try {
        await group.write(() => setMilestone({ name: 'healthy', at: clock.now() }));
        return null;
      } catch (error) {
        return error instanceof StoreFault ? error : new StoreFault('broken', String(error));
      }
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

import { resolve } from 'node:path';
import { type Clock, SECOND, systemClock } from '../../lib/clock.ts';
import type { Measures } from '../../lib/measures.ts';
import { anomalyStore } from '../anomalies/store.ts';
import { auditStore, auditWriter } from '../audit/store.ts';
import { watchChanges } from '../changes/store.ts';
import { clientStore } from '../clients/store.ts';
import { codeStore } from '../codes/store.ts';
import { connectedAccountStore } from '../connected-accounts/store.ts';
import { accountWriter } from '../connected-accounts/writer.ts';
import { deviceStore } from '../devices/store.ts';
import { expiryWalk } from '../expiry/walk.ts';
import { consentWriter } from '../grants/consent.ts';
import { grantStore } from '../grants/store.ts';
import { limitStore } from '../limits/store.ts';
import { logoutNoticeStore } from '../logout-notices/store.ts';
import { mailStore, mailWriter } from '../mails/store.ts';
import { memberStore } from '../members/store.ts';
import * as sql from '../milestones/statements.ts';
import { requestWriter } from '../one-time/requests.ts';
import { oneTimeStore } from '../one-time/store.ts';
import { personalTokenStore } from '../personal-tokens/store.ts';
import { restoringStore } from '../restoring/store.ts';
import { sealedKeyStore } from '../sealed-keys/store.ts';
import { sealStore } from '../seals/store.ts';
import { seedStore } from '../seed/store.ts';
import { sessionStore } from '../sessions/store.ts';
import type { Store } from '../store.ts';
import { StoreFault } from '../store-fault.ts';
import { integer } from '../table/codecs.ts';
import { tenantStore } from '../tenants/store.ts';
import { tokenStore } from '../tokens/store.ts';
import { tokenWriter } from '../tokens/writer.ts';
import { usageStore } from '../usage/store.ts';
import { usageWriter } from '../usage/writer.ts';
import { userStore } from '../users/store.ts';
import { deliveryWriter, tellingEndpoints } from '../webhooks/outbox.ts';
import { webhookStore } from '../webhooks/store.ts';
import { NO_CHECKPOINTS, sizeOf, startCheckpoints } from './checkpoints.ts';
import { Database, type Opening, openDatabase } from './database.ts';
import { diskFull, hasRoom } from './fault.ts';
import { GroupCommit } from './group-commit.ts';

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
  /** Told of each commit. */
  measures?: Pick<Measures, 'committed'> | undefined;
}

/**
 * Opens the database of one API. Throws an `Error` of one sentence with path and cause if that fails. A
 * read-only one rejects every verb that writes.
 */
export async function openSqliteStore(file: string, options: SqliteOptions = {}): Promise<Store> {
  const clock = options.clock ?? systemClock;
  const { opening = 'make', synchronous = 'FULL' } = options;
  const path = resolve(file);
  const connection = await openDatabase(path, { clock, synchronous, opening });
  const checkpoints = opening === 'read' ? NO_CHECKPOINTS : startCheckpoints(connection, path);
  const changes = watchChanges();
  const db = new Database(connection, path);
  const calls = usageWriter(db);
  let fullUntil = 0;
  const group = new GroupCommit(connection, {
    path,
    notes: calls.notes,
    writeNotes: calls.writeNotes,
    committed(ms, verbs) {
      options.measures?.committed(ms, verbs);
      changes.committed();
      checkpoints.afterCommit();
    },
    failed(error) {
      if (error instanceof StoreFault && error.kind === 'full') fullUntil = performance.now() + REMEMBERED;
    },
  });
  const webhooks = deliveryWriter(db);
  const writeAudit = changes.noticing(calls.noting(tellingEndpoints(db, auditWriter(db), webhooks)));
  const tokens = tokenWriter(db);
  const accounts = accountWriter(db);
  const consents = consentWriter(db, accounts);
  const requests = requestWriter(db);
  const setMilestone = db.run(sql.setMilestone);
  const milestone = db.one(sql.milestone, (row) => integer.read(row.next(), 'at'));
  let closing: Promise<void> | undefined;

  return {
    ...tenantStore(db, group, writeAudit),
    ...userStore(db, group, writeAudit),
    ...memberStore(db, group, writeAudit),
    ...sessionStore(db, group, writeAudit),
    ...clientStore(db, group, writeAudit),
    ...grantStore(db, group, writeAudit, consents, accounts),
    ...connectedAccountStore(db, group, writeAudit, tokens, consents, accounts),
    ...codeStore(db, group, writeAudit, tokens, consents, requests),
    ...tokenStore(db, group, writeAudit, tokens, clock),
    ...deviceStore(db, group, writeAudit, tokens, consents),
    ...personalTokenStore(db, group, writeAudit),
    ...oneTimeStore(db, group, writeAudit, requests),
    ...logoutNoticeStore(db, group),
    ...sealedKeyStore(db, group, writeAudit),
    ...restoringStore(db, group, writeAudit),
    ...limitStore(db, group),
    ...auditStore(db, group, writeAudit),
    ...changes.store(db),
    ...usageStore(db, group),
    ...anomalyStore(db, group, writeAudit, mailWriter(db)),
    ...mailStore(db, group, writeAudit),
    ...sealStore(db, group, writeAudit),
    ...webhookStore(db, group, writeAudit, webhooks),
    ...seedStore(db, group, clock),
    expire: expiryWalk(db, group),

    timeBelieved: async () => milestone({ name: 'time' }),
    believeTime: (at) =>
      group.write(() => {
        setMilestone({ name: 'time', at });
      }),

    async health() {
      // A small row may still fit into the log where the next token would not.
      if (!hasRoom(path) || performance.now() < fullUntil) return diskFull(path);
      try {
        await group.write(() => setMilestone({ name: 'healthy', at: clock.now() }));
        return null;
      } catch (error) {
        return error instanceof StoreFault ? error : new StoreFault('broken', String(error));
      }
    },

    condition: () => ({ databaseBytes: sizeOf(path), ...checkpoints.condition() }),

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

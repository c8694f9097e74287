import type { AuditSeal } from '../../../model/index.ts';
import { auditKind } from '../../audit/rows.ts';
import { auditWriter } from '../../audit/writer.ts';
import type { MonthStore } from '../../months/verbs.ts';
import { auditSeals } from '../../seals/rows.ts';
import * as sql from '../../seals/statements.ts';
import { foundRow, goneBefore, LOOK_BACK } from '../../seals/store.ts';
import type { Through } from '../../seals/verbs.ts';
import { StoreFault } from '../../store-fault.ts';
import type { Database, Transactions } from '../../transactions.ts';
import type { PgServer } from '../server.ts';
import { quoted } from '../statement.ts';
import { isClosed, isEmpty, keepMonths } from './keep.ts';
import { monthOfName, monthsOf } from './layout.ts';

/** Removing waits so long for those who read the month, and nobody waits longer for it. */
const LOCK_TIMEOUT = `SET LOCAL lock_timeout = '100ms'`;

const FIRST_SEAL = `SELECT ${auditSeals.columns()} FROM audit_seals ORDER BY number LIMIT 1`;
const KINDS = 'SELECT DISTINCT kind FROM audit_seal_parts WHERE seal <= :seal';
const REST = 'DELETE FROM audit WHERE id > :after AND id <= :last';

export function monthStore(db: Database, tx: Transactions, server: PgServer, schema: string): MonthStore {
  const writeAudit = auditWriter(db);
  const head = db.one(sql.lastSeal, auditSeals.read);
  const first = db.one(FIRST_SEAL, auditSeals.read);
  const kinds = db.many(KINDS, (row) => auditKind.read(row.next(), 'audit_seal_parts.kind'));
  const newestRemovals = db.many(sql.newestRemovals, foundRow);
  const removeParts = db.run(sql.removePartsBefore);
  const removeSeals = db.run(sql.removeSealsBefore);
  const removeRest = db.run(REST);
  const limitWaiting = db.run(LOCK_TIMEOUT);
  const emptied = new Map<string, ReturnType<typeof db.run>>();

  return {
    keepMonths: (now) => keepMonths(server, schema, now),

    closedMonth: (now) =>
      server.with(async (connection) => {
        const months = (await monthsOf(connection, schema)) ?? [];
        for (const month of months.filter((each) => !each.isLeaving && isClosed(each, months, now))) {
          if (await isEmpty(connection, schema, month.name)) continue;
          return { name: month.name, lastId: month.end - 1 };
        }
        return null;
      }),

    async removeMonth({ month, first: from, last, trusted, audit }) {
      if (monthOfName(month.name) === null) throw new Error(`${month.name} is no month of the log.`);
      const empty = emptied.get(month.name) ?? db.run(`TRUNCATE ${quoted(schema)}.${month.name}`);
      emptied.set(month.name, empty);
      const removing = tx.write(function* () {
        const newest = yield* head({});
        const oldest = yield* first({});
        if (!newest || newest.number <= last.number || !isSame(oldest, from)) return false;
        const before = last.number + 1;
        const through: Through = { ...goneBefore(yield* newestRemovals({ limit: LOOK_BACK }), trusted) };
        for (const kind of yield* kinds({ seal: last.number })) {
          through[kind] = Math.max(last.number, through[kind] ?? 0);
        }
        yield* removeParts({ seal: before });
        yield* removeSeals({ seal: before });
        yield* writeAudit(audit({ through, head: newest }));
        yield* removeRest({ after: month.lastId, last: last.lastId });
        // Last, because it locks the month until the commit: at once, or another time.
        yield* limitWaiting({});
        yield* empty({});
        return true;
      });
      return removing.catch((error: unknown) => {
        if (error instanceof StoreFault && error.kind === 'locked') return false;
        throw error;
      });
    },
  };
}

function isSame(one: AuditSeal | null, other: AuditSeal): boolean {
  return one?.number === other.number && one.signature === other.signature;
}

import { setImmediate as turn } from 'node:timers/promises';
import type { AuditRow } from '../../model/index.ts';
import { tellOnce } from '../limits/statements.ts';
import { useOnce } from '../one-time/statements.ts';
import { integer, nullable } from '../table/codecs.ts';
import type { RowReader } from '../table/row.ts';
import type { Database, Transactions } from '../transactions.ts';
import { gathered } from './gathered.ts';
import { auditSearch } from './search.ts';
import { forgetStretch, newestRow, notedThrough, noteRows, rowFrom } from './statements.ts';
import type { AuditStore } from './verbs.ts';
import type { WriteAudit } from './writer.ts';

/** Returns a function that reads the id of the newest row; 0 if there is none. */
export function newestRowId(db: Database, tx: Transactions): () => Promise<number> {
  const newest = db.one(newestRow, (row) => integer.read(row.next(), 'audit.id'));
  return async () => (await tx.read(() => newest({}))) ?? 0;
}

/** Rows whose values are noted in one transaction, some 3 ms; a stretch has a multiple of them. */
const NOTED_AT_ONCE = 1_024;

export function auditStore(db: Database, tx: Transactions, write: WriteAudit): AuditStore {
  const page = auditSearch(db);
  const readId = (row: RowReader) => integer.read(row.next(), 'id');
  const noted = db.one(notedThrough, (row) => nullable(integer).read(row.next(), 'through'));
  const newestId = db.one(newestRow, readId);
  const from = db.one(rowFrom, (row) => ({ id: readId(row) }));
  const note = db.run(noteRows);
  const forget = db.run(forgetStretch);
  const once = db.run(useOnce);
  const tell = db.run(tellOnce);
  const recordTogether = gathered((rows, begins) =>
    tx.append(() => {
      begins();
      return write(rows);
    }),
  );

  return {
    record: (events, notices = []) =>
      notices.length === 0
        ? recordTogether(events)
        : tx.write(function* () {
            const rows = [...events];
            for (const { key, until, row } of notices) {
              if ((yield* tell({ key, until, now: row.at })) > 0) rows.push(row);
            }
            yield* write(rows);
          }),

    recordOnce: ({ key, expiresAt, events }) =>
      tx.write(function* () {
        if ((yield* once({ key: `call_batch ${key}`, expiresAt })) !== 1) return 'seen';
        yield* write(events);
        return 'first';
      }),

    noteRows: async () => {
      const { stretch: length } = db;
      if (length === null) return false;
      return tx.chore(function* () {
        const begin = ((yield* noted({})) ?? -1) + 1;
        const [row, oldest, newest] = [
          yield* from({ id: begin }),
          yield* from({ id: 0 }),
          yield* newestId({}),
        ];
        const first = Math.max(begin, Math.floor((row?.id ?? 0) / NOTED_AT_ONCE) * NOTED_AT_ONCE);
        const last = first + NOTED_AT_ONCE - 1;
        // Rows are added behind the newest, so that none comes among those that it is past.
        if (!row || !oldest || (newest ?? 0) <= last) return false;
        yield* note({ stretch: Math.floor(first / length), first, last });
        yield* forget({ oldest: Math.floor(oldest.id / length) });
        return true;
      });
    },

    auditPage: (query) => tx.read(() => page(query)),

    async auditTrail(query) {
      const rows: AuditRow[] = [];
      for (let from = {}; ; ) {
        const rest = { ...query, ...from, limit: query.limit - rows.length };
        const found = await tx.read(() => page(rest));
        rows.push(...found.rows);
        if (found.next === null || rows.length >= query.limit) return rows;
        from = query.after === undefined ? { before: found.next } : { after: found.next };
        // Yields to other work between two slices.
        await turn();
      }
    },
  };
}

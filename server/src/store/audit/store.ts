import { setImmediate as turn } from 'node:timers/promises';
import type { AuditRow, Instant } from '../../model/index.ts';
import { accountOfAlias, aliasesOf } from '../connected-accounts/statements.ts';
import { tellOnce } from '../limits/statements.ts';
import { useOnce } from '../one-time/statements.ts';
import { integer, nullable, text } from '../table/codecs.ts';
import type { RowReader, SqlValue } from '../table/table.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { gathered } from './gathered.ts';
import { audit } from './rows.ts';
import {
  AUDIT_ANCHORS,
  AUDIT_FILTERS,
  AUDIT_RANGE,
  type AuditAnchor,
  type AuditFilter,
  auditTrail,
  newestRow,
  rowFrom,
  sliceEnds,
} from './statements.ts';
import type { AuditPage, AuditQuery, AuditStore } from './verbs.ts';
import type { WriteAudit } from './writer.ts';

/**
 * The most by which a row may be older than an earlier one, because of other processes' clocks and long
 * calls.
 */
const OUT_OF_ORDER = 10 * 60_000;
/** Rows scanned at a time: some 20 ms of the event loop if each is read and none matches. */
const SLICE = 5_000;

/** Returns a function that reads the id of the newest row; 0 if there is none. */
export function newestRowId(db: Database, tx: Transactions): () => Promise<number> {
  const newest = db.one(newestRow, (row) => integer.read(row.next(), 'audit.id'));
  return async () => (await tx.read(() => newest({}))) ?? 0;
}

export function auditStore(db: Database, tx: Transactions, write: WriteAudit): AuditStore {
  const readTrail = (row: RowReader): AuditRow => ({
    id: integer.read(row.next(), 'audit.id'),
    ...audit.read(row),
  });
  const trails = prepared((sql) => db.many(sql, readTrail));
  const ends = prepared((sql) => db.one(sql, readEnds));
  const once = db.run(useOnce);
  const tell = db.run(tellOnce);
  const newest = db.one(newestRow, placeInTime);
  const from = db.one(rowFrom, placeInTime);
  const accountOf = db.one(accountOfAlias, (row) => text.read(row.next(), 'account_id'));
  const aliases = db.many(aliasesOf, (row) => text.read(row.next(), 'id'));

  /** Returns every id that a connected account ever had: sealed rows keep the one they were written with. */
  function* idsOf(account: string): Steps<string[]> {
    const leading = (yield* accountOf({ id: account })) ?? account;
    return [leading, ...(yield* aliases({ accountId: leading, limit: SLICE }))];
  }

  /**
   * Returns the id of the first row from an instant on. Rows are nearly in the order of time, so a binary
   * search finds it without an index on time, which every API call would have to maintain.
   */
  function* firstRowFrom(sought: Instant): Steps<number> {
    let [low, high] = [1, ((yield* newest({}))?.id ?? 0) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = yield* from({ id: middle });
      if (row === null || row.at >= sought) high = middle;
      else low = row.id + 1;
    }
    return low;
  }

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

  function* page({ connectedAccountId, ...query }: AuditQuery): Steps<AuditPage> {
    if (connectedAccountId === undefined) return yield* along(query, SLICE);
    const ids = yield* idsOf(connectedAccountId);
    // Slices are shorter with more ids, so that one scan takes no longer.
    const slice = Math.ceil(SLICE / ids.length);
    const pages: AuditPage[] = [];
    for (const id of ids) {
      pages.push(yield* along({ ...query, connectedAccountId: id }, slice));
      pages.push(yield* along({ ...query, askedAccount: id }, slice));
    }
    return merged(pages, query.limit, query.after !== undefined);
  }

  function* along(
    { limit, ...query }: AuditQuery & { askedAccount?: string },
    slice: number,
  ): Steps<AuditPage> {
    const { since, until } = query;
    const first = since === undefined ? undefined : yield* firstRowFrom(since - OUT_OF_ORDER);
    const last = until === undefined ? undefined : yield* firstRowFrom(until + OUT_OF_ORDER);
    const wanted: Partial<Record<AuditFilter, SqlValue | undefined>> = { ...query, first, last };
    const filters = AUDIT_FILTERS.filter((name) => wanted[name] !== undefined);
    const valuesOf = (names: AuditFilter[]) =>
      Object.fromEntries(names.map((name) => [name, wanted[name] ?? null]));
    const ascending = filters.includes('after');
    const ways: (AuditAnchor | null)[] = AUDIT_ANCHORS.filter((name) => filters.includes(name));
    const slices: Slice[] = [];
    for (const anchor of ways.length === 0 ? [null] : ways) {
      const names = filters.filter((name) => name === anchor || AUDIT_RANGE.includes(name));
      const found = yield* ends(sliceEnds(anchor, names))({ ...valuesOf(names), slice });
      const { seen, lowest, highest } = found ?? NOTHING;
      slices.push({ anchor, seen, end: ascending ? highest : lowest });
    }
    const { anchor, seen, end } = furthest(slices, slice, ascending);
    const rows = yield* trails(auditTrail(anchor, filters))({ ...valuesOf(filters), slice, limit });
    if (rows.length >= limit) return { rows, next: rows.at(-1)?.id ?? null };
    return { rows, next: seen < slice ? null : end };
  }
}

/** Merges several searches, only as far as all have got, so that the next page misses nothing. */
function merged(pages: AuditPage[], limit: number, ascending: boolean): AuditPage {
  const inOrder = (one: number, other: number) => (ascending ? one - other : other - one);
  const [reached] = pages.flatMap(({ next }) => (next === null ? [] : [next])).sort(inOrder);
  const found = pages.flatMap((page) => page.rows);
  // A refused call that asked by an earlier id is found under that id and the current one.
  const rows = [...new Map(found.map((row) => [row.id, row])).values()]
    .filter(({ id }) => reached === undefined || inOrder(id, reached) <= 0)
    .sort((one, other) => inOrder(one.id, other.id));
  const last = rows[limit - 1];
  return last && rows.length > limit
    ? { rows: rows.slice(0, limit), next: last.id }
    : { rows, next: reached ?? null };
}

/** Returns the index whose slice reaches furthest, which leaves the least to scan. */
function furthest(slices: Slice[], length: number, ascending: boolean): Slice {
  const whole = slices.find(({ seen }) => seen < length);
  const byReach = slices.toSorted((one, other) => ((one.end ?? 0) - (other.end ?? 0)) * (ascending ? -1 : 1));
  return whole ?? byReach[0] ?? { anchor: null, seen: 0, end: null };
}

interface Slice {
  anchor: AuditAnchor | null;
  /** The number of rows in it. */
  seen: number;
  /** The id at which it ends. */
  end: number | null;
}

const NOTHING = { seen: 0, lowest: null, highest: null };
const id = nullable(integer);

function readEnds(row: RowReader): { seen: number; lowest: number | null; highest: number | null } {
  return {
    seen: integer.read(row.next(), 'count'),
    lowest: id.read(row.next(), 'audit.id'),
    highest: id.read(row.next(), 'audit.id'),
  };
}

/** Caches statements by their text; each is prepared when it is first needed. */
function prepared<Statement>(prepare: (sql: string) => Statement): (sql: string) => Statement {
  const known = new Map<string, Statement>();
  return (sql) => {
    const statement = known.get(sql) ?? prepare(sql);
    known.set(sql, statement);
    return statement;
  };
}

function placeInTime(row: RowReader): { id: number; at: Instant } {
  return { id: integer.read(row.next(), 'audit.id'), at: integer.read(row.next(), 'audit.at') };
}

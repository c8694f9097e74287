import type { AuditRow, Instant } from '../../model/index.ts';
import { accountOfAlias, aliasesOf } from '../connected-accounts/statements.ts';
import { integer, nullable, text } from '../table/codecs.ts';
import type { RowReader, SqlParameters, SqlValue } from '../table/row.ts';
import type { Database, Steps } from '../transactions.ts';
import { audit } from './rows.ts';
import {
  AUDIT_ANCHORS,
  AUDIT_FILTERS,
  AUDIT_HINTS,
  AUDIT_RANGE,
  type AuditAnchor,
  type AuditFilter,
  type AuditHint,
  auditTrail,
  newestRow,
  notedThrough,
  rowFrom,
  sliceEnds,
  stretchWith,
} from './statements.ts';
import type { AuditPage, AuditQuery } from './verbs.ts';

/**
 * The most by which a row may be older than an earlier one, because of other processes' clocks and long
 * calls.
 */
const OUT_OF_ORDER = 10 * 60_000;
/** Rows scanned at a time: some 20 ms of the event loop if each is read and none matches. */
const SLICE = 5_000;
/** Stretches of the log that are passed at a time because an index has nothing there: some 20 ms. */
const PASSED = 20_000;
/** Stretches that are searched at a time, where there may be something: some 10 ms. */
const SEARCHED = 500;

/** The filters of one page, and the indexes that it may go along. */
interface Search {
  wanted: Partial<Record<AuditFilter, SqlValue | undefined>>;
  filters: AuditFilter[];
  anchors: AuditAnchor[];
  hints: AuditHint[];
  /** Oldest first. */
  ascending: boolean;
}

/** How far a page may look. */
interface Bounds {
  /** Rows along an index, or along the log. */
  slice: number;
  /** Rows to be found. */
  limit: number;
  /** The part of the log; `null`: all of it. */
  stretch: number | null;
}

/** The stretches that a page may look into, and the most that it passes. */
interface Way {
  slice: number;
  limit: number;
  begin: number;
  end: number;
  passed: number;
  /** The last stretch whose values are noted. */
  noted: number;
}

/** Searches the log as far as one slice goes. */
export function auditSearch(db: Database): (query: AuditQuery) => Steps<AuditPage> {
  const { stretch: length } = db;
  const readTrail = (row: RowReader): AuditRow => ({
    id: integer.read(row.next(), 'audit.id'),
    ...audit.read(row),
  });
  const trails = prepared((sql) => db.many(sql, readTrail));
  const ends = prepared((sql) => db.one(sql, readEnds));
  const stretches = prepared((sql) => db.one(sql, (row) => integer.read(row.next(), 'stretch')));
  const noted = db.one(notedThrough, (row) => id.read(row.next(), 'through'));
  const newest = db.one(newestRow, placeInTime);
  const from = db.one(rowFrom, placeInTime);
  const accountOf = db.one(accountOfAlias, (row) => text.read(row.next(), 'account_id'));
  const aliases = db.many(aliasesOf, (row) => text.read(row.next(), 'id'));

  return function* page({ connectedAccountId, ...query }) {
    if (connectedAccountId === undefined) return yield* along(query, 1);
    const ids = yield* idsOf(connectedAccountId);
    const pages: AuditPage[] = [];
    for (const id of ids) {
      pages.push(yield* along({ ...query, connectedAccountId: id }, ids.length));
      pages.push(yield* along({ ...query, askedAccount: id }, ids.length));
    }
    return merged(pages, query.limit, query.after !== undefined);
  };

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

  /** Slices are shorter with more searches of one page, so that all of them take no longer. */
  function* along(
    { limit, ...query }: AuditQuery & { askedAccount?: string },
    searches: number,
  ): Steps<AuditPage> {
    const { since, until, after = -1, before = Number.MAX_SAFE_INTEGER } = query;
    const first = since === undefined ? undefined : yield* firstRowFrom(since - OUT_OF_ORDER);
    const last = until === undefined ? undefined : yield* firstRowFrom(until + OUT_OF_ORDER);
    const search = searchFor({ ...query, first, last });
    const slice = Math.ceil(SLICE / searches);
    if (length === null || search.hints.length === 0) {
      const { rows, next } = yield* within(search, { slice, limit, stretch: null });
      return { rows, next };
    }
    const lowest = (yield* from({ id: Math.max(after + 1, first ?? 0) }))?.id ?? before;
    const highest = Math.min(before - 1, last ?? before, (yield* newest({}))?.id ?? -1);
    const ends = [lowest, highest].map((id) => Math.floor(id / length));
    const [begin = 0, end = 0] = search.ascending ? ends : ends.reverse();
    const way = {
      begin,
      end,
      passed: PASSED / searches,
      noted: Math.floor((((yield* noted({})) ?? -1) + 1) / length) - 1,
    };
    return yield* byStretch(search, length, { slice, limit, ...way });
  }

  /** An index has each stretch of the log apart, so a search looks into one after the other. */
  function* byStretch(
    search: Search,
    length: number,
    { slice, limit, begin, end, passed, noted }: Way,
  ): Steps<AuditPage> {
    const { ascending } = search;
    const step = ascending ? 1 : -1;
    const cursorTo = (stretch: number) => (ascending ? stretch * length - 1 : (stretch + 1) * length);
    const last = begin + step * Math.min(Math.ceil(passed), (end - begin) * step);
    const rows: AuditRow[] = [];
    let [left, searched] = [slice, 0];
    for (let stretch = begin; ; stretch += step) {
      const next = yield* nextStretch(search, length, { from: stretch, last, noted });
      if (next === null) return { rows, next: last === end ? null : cursorTo(last + step) };
      if (searched++ >= SEARCHED) return { rows, next: cursorTo(next) };
      stretch = next;
      const bounds = { slice: left, limit: limit - rows.length, stretch };
      const found = yield* within(withinStretch(search, stretch, length), bounds);
      rows.push(...found.rows);
      if (found.next !== null) return { rows, next: found.next };
      left -= found.seen;
    }
  }

  /** Returns the first stretch, from one through another, that may have what is wanted. */
  function* nextStretch(
    { wanted, hints, ascending }: Search,
    length: number,
    { from, last, noted }: { from: number; last: number; noted: number },
  ): Steps<number | null> {
    const step = ascending ? 1 : -1;
    let at = from;
    for (const hint of hints) {
      const left = (last - at) * step;
      if (left < 0) return null;
      const values = { ...valuesOf(wanted, [hint]), at, step, left, noted };
      const next = yield* stretches(stretchWith(hint, length))(values);
      if (next === null) return null;
      at = next;
    }
    return at;
  }

  function* within(
    { wanted, filters, anchors, ascending }: Search,
    { slice, limit, stretch }: Bounds,
  ): Steps<AuditPage & { seen: number }> {
    const bounds = stretch === null ? { slice } : { slice, stretch };
    const slices: Slice[] = [];
    for (const anchor of anchors.length === 0 ? [null] : anchors) {
      const names = filters.filter((name) => name === anchor || AUDIT_RANGE.includes(name));
      const found = yield* ends(sliceEnds(anchor, names, length))({ ...valuesOf(wanted, names), ...bounds });
      const { seen, lowest, highest } = found ?? NOTHING;
      if (seen === 0) return { rows: [], next: null, seen };
      slices.push({ anchor, seen, end: ascending ? highest : lowest });
    }
    const { anchor, seen, end } = furthest(slices, slice, ascending);
    const values = { ...valuesOf(wanted, filters), ...bounds, limit };
    const rows = yield* trails(auditTrail(anchor, filters, length))(values);
    if (rows.length >= limit) return { rows, next: rows.at(-1)?.id ?? null, seen };
    return { rows, next: seen < slice ? null : end, seen };
  }
}

function valuesOf(wanted: Search['wanted'], names: AuditFilter[]): SqlParameters {
  return Object.fromEntries(names.map((name) => [name, wanted[name] ?? null]));
}

function searchFor(wanted: Search['wanted']): Search {
  const filters = AUDIT_FILTERS.filter((name) => wanted[name] !== undefined);
  const anchors = AUDIT_ANCHORS.filter((name) => filters.includes(name));
  const hints = AUDIT_HINTS.filter((name) => filters.includes(name));
  return { wanted, filters, anchors, hints, ascending: filters.includes('after') };
}

/** Without an index, the ids say what belongs to a stretch. */
function withinStretch(search: Search, stretch: number, length: number): Search {
  if (search.anchors.length > 0) return search;
  const { first = 0, last = Number.MAX_SAFE_INTEGER } = search.wanted;
  return searchFor({
    ...search.wanted,
    first: Math.max(Number(first), stretch * length),
    last: Math.min(Number(last), (stretch + 1) * length - 1),
  });
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

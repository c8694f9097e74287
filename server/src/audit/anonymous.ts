import { type Clock, MINUTE } from '../lib/clock.ts';
import { networkOf } from '../lib/network.ts';
import type { AuditEvent, Instant } from '../model/index.ts';
import type { AuditStore } from '../store/store.ts';

/** Rows of one kind that one network may cause in a minute without proving who it is; more are only counted. */
export const FIRST = 20;
/** Rows that everybody together may cause so: whoever has a block of IPv6 addresses has networks without end. */
export const MOST_ROWS = 2_000;
/** Minutes of so many networks and kinds are kept apart; whoever comes beyond that is counted together. */
const MOST_KEPT_APART = 1_000;

/** What a log needs that is written to by people nobody knows. */
export interface AnonymousLog {
  store: Pick<AuditStore, 'record'>;
  clock: Clock;
}

interface Minute {
  begins: Instant;
  /** When what is counted here began: earlier than the minute, where the one before could not be written down. */
  since: Instant;
  seen: number;
  written: number;
  /** The first event, of which all others are repetitions. */
  like: AuditEvent;
}

interface Open {
  minutes: Map<string, Minute>;
  /** How many rows were written since `begins`, by all of them. */
  begins: Instant;
  rows: number;
}

const logs = new WeakMap<AnonymousLog['store'], Open>();

/**
 * Records an event that anybody could cause. The first 20 alike (kind, code, client and grant named, network) of
 * a minute get a row each, while all of them together are few; how many more there were stands in one row when the
 * minute is over. Otherwise whoever can reach the port could fill the disk, at one flush a row.
 *
 * Resolves when the row, if there is one, is on disk.
 */
export function recordAnonymous(log: AnonymousLog, event: AuditEvent): Promise<void> {
  return fold(log, event, FIRST);
}

/**
 * Records that somebody was told to wait: once in a minute for each caller (network, client, grant, user), with the
 * number of the others when it is over. A client that goes on asking would otherwise write as fast as it asks.
 */
export function recordThrottled(log: AnonymousLog, event: AuditEvent): Promise<void> {
  return fold(log, event, 1);
}

async function fold(log: AnonymousLog, event: AuditEvent, first: number): Promise<void> {
  const open = openOf(log);
  const now = log.clock.now();
  const { key, like } = placeOf(event, open);
  const last = open.minutes.get(key);
  const goesOn = last !== undefined && !isOver(last, now);
  const minute = goesOn ? last : { begins: now, since: now, seen: 0, written: 0, like };
  if (!goesOn) open.minutes.set(key, minute);
  if (isOver(open, now)) Object.assign(open, { begins: now, rows: 0 });
  minute.seen++;
  const rows = last && !goesOn ? summaryOf(last, now) : [];
  const whole = minute.written < first && open.rows < MOST_ROWS;
  if (whole) {
    minute.written++;
    open.rows++;
    rows.push(event);
  }
  if (rows.length === 0) return;
  try {
    await log.store.record(rows);
  } catch (error) {
    if (whole) {
      minute.written--;
      open.rows--;
    }
    if (last && !goesOn) countAgain(open, key, last);
    throw error;
  }
}

/**
 * Writes down what was only counted, of every minute that is over; with `all`, of those under way as well. Rejects when
 * that cannot be written, and then it is counted until the next time.
 */
export async function settleAnonymous(log: AnonymousLog, all = false): Promise<void> {
  const open = openOf(log);
  const now = log.clock.now();
  const over = [...open.minutes].filter(([, minute]) => all || isOver(minute, now));
  for (const [key] of over) open.minutes.delete(key);
  const rows = over.flatMap(([, minute]) => summaryOf(minute, now));
  if (rows.length === 0) return;
  try {
    await log.store.record(rows);
  } catch (error) {
    for (const [key, minute] of over) countAgain(open, key, minute);
    throw error;
  }
}

/** A full or locked disk must not lose counts: they go into the minute that is under way. */
function countAgain({ minutes }: Open, key: string, minute: Minute): void {
  const current = minutes.get(key);
  if (!current) {
    minutes.set(key, minute);
    return;
  }
  current.seen += minute.seen - minute.written;
  current.since = Math.min(current.since, minute.since);
}

function openOf({ store }: AnonymousLog): Open {
  const known = logs.get(store) ?? { minutes: new Map<string, Minute>(), begins: 0, rows: 0 };
  logs.set(store, known);
  return known;
}

/** Where an event is counted, and whose row its repetitions become: nobody's, where callers are counted together. */
function placeOf(event: AuditEvent, { minutes }: Open): { key: string; like: AuditEvent } {
  const alike = [event.kind, event.outcome, event.code];
  const { clientId, grantId, tenantId, userId } = event;
  const key = JSON.stringify([...alike, clientId, grantId, tenantId, userId, networkOf(event.ip ?? '')]);
  if (minutes.has(key) || minutes.size < MOST_KEPT_APART) return { key, like: event };
  const caller = { tenantId: null, userId: null, clientId: null, connectedAccountId: null, grantId: null };
  return { key: JSON.stringify(alike), like: { ...event, ...caller, mode: null, ip: null } };
}

function isOver({ begins }: { begins: Instant }, now: Instant): boolean {
  // A clock that was set back must not leave a minute open for hours.
  return now < begins || now - begins >= MINUTE;
}

function summaryOf({ since, seen, written, like }: Minute, now: Instant): AuditEvent[] {
  if (seen <= written) return [];
  return [{ ...like, at: now, requestId: null, detail: { notRecorded: seen - written, since } }];
}

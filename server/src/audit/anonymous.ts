import { type Clock, MINUTE } from '../lib/clock.ts';
import { networkOf } from '../lib/network.ts';
import type { AuditEvent, Instant } from '../model/index.ts';
import type { AuditStore } from '../store/store.ts';

/** Rows of one kind that one network may cause in a minute without proving who it is; more are only counted. */
export const FIRST = 20;
/** Minutes of so many networks and kinds are kept apart; whoever comes beyond that is counted together. */
const MOST_KEPT_APART = 10_000;

/** What a log needs that is written to by people nobody knows. */
export interface AnonymousLog {
  store: Pick<AuditStore, 'record'>;
  clock: Clock;
}

interface Minute {
  begins: Instant;
  seen: number;
  /** The first event, of which all others are repetitions. */
  like: AuditEvent;
}

const minutes = new WeakMap<AnonymousLog['store'], Map<string, Minute>>();

/**
 * Records an event that anybody could cause. The first 20 alike (kind, code, client and grant named, network) of
 * a minute get a row each; how many more there were stands in one row when the minute is over. Otherwise whoever
 * can reach the port could fill the disk, at one flush a row.
 *
 * Resolves when the row, if there is one, is on disk.
 */
export async function recordAnonymous(log: AnonymousLog, event: AuditEvent): Promise<void> {
  const open = minutesOf(log);
  const now = log.clock.now();
  const key = keyOf(event, open);
  const last = open.get(key);
  const goesOn = last !== undefined && !isOver(last, now);
  const minute = goesOn ? last : { begins: now, seen: 0, like: event };
  if (!goesOn) open.set(key, minute);
  minute.seen++;
  const rows = [...(last && !goesOn ? summaryOf(last, now) : []), ...(minute.seen <= FIRST ? [event] : [])];
  if (rows.length > 0) await log.store.record(rows);
}

/** Writes down what was only counted, of every minute that is over; with `all`, of those under way as well. */
export async function settleAnonymous(log: AnonymousLog, all = false): Promise<void> {
  const open = minutesOf(log);
  const now = log.clock.now();
  const rows: AuditEvent[] = [];
  for (const [key, minute] of open) {
    if (!all && !isOver(minute, now)) continue;
    open.delete(key);
    rows.push(...summaryOf(minute, now));
  }
  if (rows.length > 0) await log.store.record(rows);
}

function minutesOf({ store }: AnonymousLog): Map<string, Minute> {
  const known = minutes.get(store) ?? new Map<string, Minute>();
  minutes.set(store, known);
  return known;
}

function keyOf(event: AuditEvent, open: Map<string, Minute>): string {
  const alike = [event.kind, event.outcome, event.code];
  const key = JSON.stringify([...alike, event.clientId, event.grantId, networkOf(event.ip ?? '')]);
  return open.has(key) || open.size < MOST_KEPT_APART ? key : JSON.stringify(alike);
}

function isOver({ begins }: Minute, now: Instant): boolean {
  // A clock that was set back must not leave a minute open for hours.
  return now < begins || now - begins >= MINUTE;
}

function summaryOf({ begins, seen, like }: Minute, now: Instant): AuditEvent[] {
  if (seen <= FIRST) return [];
  return [{ ...like, at: now, requestId: null, detail: { notRecorded: seen - FIRST, since: begins } }];
}

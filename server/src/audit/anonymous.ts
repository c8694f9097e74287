import { type Clock, MINUTE } from '../lib/clock.ts';
import { networkOf } from '../lib/network.ts';
import type { AuditEvent, Instant } from '../model/index.ts';
import type { AnonymousMinute, AnonymousRows, Runtime } from '../runtime.ts';
import type { AuditStore, LimitNotice } from '../store/store.ts';

/**
 * The rows of one kind that one network may cause in a minute without authenticating. Further events are only
 * counted.
 */
export const FIRST = 20;
/**
 * The rows that all networks together may cause this way: the owner of an IPv6 block has any number of
 * networks.
 */
export const MOST_ROWS = 2_000;
/**
 * The number of networks and kinds that are counted apart within a minute. Beyond it, events are counted
 * together.
 */
const MOST_KEPT_APART = 1_000;

/** The parts of an API that a log of unauthenticated events needs. */
export interface AnonymousLog {
  store: Pick<AuditStore, 'record'>;
  clock: Clock;
  runtime: Pick<Runtime, 'anonymous'>;
}

/**
 * Records an event that an unauthenticated caller can cause. The first 20 alike in a minute (same kind, code,
 * client and grant named, network) get a row each, up to a total for all networks. One more row at the end of
 * the minute counts the rest. Without this bound, any caller that can reach the port could fill the disk,
 * with one flush per row.
 *
 * Resolves when the row, if there is one, is on disk.
 */
export function recordAnonymous(log: AnonymousLog, event: AuditEvent): Promise<void> {
  return fold(log, event, FIRST);
}

/**
 * Records that a caller has to wait: one row per minute for each caller (network, client, grant, user), and
 * one with the number of further refusals when the minute is over. A client that keeps retrying would
 * otherwise write a row per request. Notices are written with the row, or without one where the minute has it already.
 */
export function recordThrottled(
  log: AnonymousLog,
  event: AuditEvent,
  notices: readonly LimitNotice[] = [],
): Promise<void> {
  return fold(log, event, 1, notices);
}

async function fold(
  log: AnonymousLog,
  event: AuditEvent,
  first: number,
  notices: readonly LimitNotice[] = [],
): Promise<void> {
  const open = log.runtime.anonymous;
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
  if (rows.length === 0 && notices.length === 0) return;
  try {
    await log.store.record(rows, notices);
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
 * Writes the counts of all minutes that are over; with `all`, of the current ones as well. Rejects if they
 * cannot be written, and keeps them for the next attempt.
 */
export async function settleAnonymous(log: AnonymousLog, all = false): Promise<void> {
  const open = log.runtime.anonymous;
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

/** A full or locked disk must not lose counts, so they are added to the current minute. */
function countAgain({ minutes }: AnonymousRows, key: string, minute: AnonymousMinute): void {
  const current = minutes.get(key);
  if (!current) {
    minutes.set(key, minute);
    return;
  }
  current.seen += minute.seen - minute.written;
  current.since = Math.min(current.since, minute.since);
}

/**
 * Returns the key under which an event is counted, and the row that its repetitions get. The row names no
 * caller if callers are counted together.
 */
function placeOf(event: AuditEvent, { minutes }: AnonymousRows): { key: string; like: AuditEvent } {
  const alike = [event.kind, event.outcome, event.code];
  const { clientId, grantId, tenantId, userId } = event;
  const key = JSON.stringify([...alike, clientId, grantId, tenantId, userId, networkOf(event.ip ?? '')]);
  if (minutes.has(key) || minutes.size < MOST_KEPT_APART) return { key, like: event };
  const caller = { tenantId: null, userId: null, clientId: null, connectedAccountId: null, grantId: null };
  return { key: JSON.stringify(alike), like: { ...event, ...caller, mode: null, ip: null } };
}

function isOver({ begins }: { begins: Instant }, now: Instant): boolean {
  // A clock that is set back must not keep a minute open for hours.
  return now < begins || now - begins >= MINUTE;
}

function summaryOf({ since, seen, written, like }: AnonymousMinute, now: Instant): AuditEvent[] {
  if (seen <= written) return [];
  return [{ ...like, at: now, requestId: null, detail: { notRecorded: seen - written, since } }];
}

import type { Activity, Instant } from '../../model/index.ts';
import { hourOfDay, isWeekend } from './time-of-day.ts';

/** How many calls the whole API has at each hour of a working day and of a day at the weekend. Stored as JSON. */
export interface TideTable {
  through: Instant;
  calls: (number | null)[];
  /** Those of the hour that was counted last, and what was usual before. */
  now: { calls: number; usual: number | null };
}

/** The share of the newest day in what is usual. */
const NEWEST = 0.2;
/** Few calls vary by themselves. */
const LEAST = 50;

/** Counts the hour of the whole API. An hour that was counted before changes nothing. */
export function countTide(before: TideTable | null, at: Instant, rows: readonly Activity[]): TideTable {
  if (before !== null && at <= before.through) return before;
  const count = callsOf(rows);
  const slot = hourOfDay(at) + (isWeekend(at) ? 24 : 0);
  const calls = before?.calls ?? Array.from({ length: 48 }, () => null);
  const usual = calls[slot] ?? null;
  const next = usual === null ? count : Math.round(usual + (count - usual) * NEWEST);
  return { through: at, calls: calls.with(slot, next), now: { calls: count, usual } };
}

/**
 * Returns how many times as busy as usual the rest of the API is, 1 if it is less busy: an outage has all clients retry. A
 * subject's own calls must not excuse it.
 */
export function tideWithout(table: TideTable | null, at: Instant, rows: readonly Activity[]): number {
  if (table === null || table.through !== at) return 1;
  const { calls, usual } = table.now;
  return usual === null ? 1 : Math.max(1, (calls - callsOf(rows)) / Math.max(LEAST, usual));
}

const callsOf = (rows: readonly Activity[]): number =>
  rows.reduce((sum, { allowed, refused }) => sum + allowed + refused, 0);

import type { Activity, Instant } from '../../model/index.ts';
import type { Tide } from './finding.ts';
import { hourOfDay } from './unusual-hour.ts';

/** How many calls and refusals the whole API has at each hour of the day. Stored as JSON. */
export interface TideTable {
  through: Instant;
  calls: (number | null)[];
  refused: (number | null)[];
  /** Those of the hour that was counted last. */
  now: Record<'calls' | 'refused', { count: number; usual: number | null }>;
}

/** The share of the newest day in what is usual. */
const NEWEST = 0.2;

/** Counts the hour of the whole API. An hour that was counted before changes nothing. */
export function countTide(before: TideTable | null, at: Instant, rows: readonly Activity[]): TideTable {
  if (before !== null && at <= before.through) return before;
  const refused = rows.reduce((sum, row) => sum + row.refused, 0);
  const calls = rows.reduce((sum, row) => sum + row.allowed, refused);
  const hour = hourOfDay(at);
  const none = Array.from({ length: 24 }, () => null);
  const [usualCalls, usualRefused] = [before?.calls ?? none, before?.refused ?? none];
  const [was, wasRefused] = [usualCalls[hour] ?? null, usualRefused[hour] ?? null];
  return {
    through: at,
    calls: usualCalls.with(hour, nearer(was, calls)),
    refused: usualRefused.with(hour, nearer(wasRefused, refused)),
    now: { calls: { count: calls, usual: was }, refused: { count: refused, usual: wasRefused } },
  };
}

const nearer = (usual: number | null, count: number): number =>
  usual === null ? count : Math.round(usual + (count - usual) * NEWEST);

/** Returns how much busier the others are than usual: a subject's own calls must not excuse it. */
export function tideWithout(table: TideTable | null, at: Instant, rows: readonly Activity[]): Tide {
  if (table === null || table.through !== at) return { calls: 1, refused: 1 };
  const refused = rows.reduce((sum, row) => sum + row.refused, 0);
  const calls = rows.reduce((sum, row) => sum + row.allowed, refused);
  return { calls: factor(table.now.calls, calls), refused: factor(table.now.refused, refused) };
}

/** Few calls vary by themselves. */
const LEAST = 50;

function factor({ count, usual }: { count: number; usual: number | null }, own: number): number {
  return usual === null ? 1 : Math.max(1, (count - own) / Math.max(LEAST, usual));
}

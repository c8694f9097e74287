import type { AnomalyKind, Instant } from '../../model/index.ts';

/**
 * Habits of one subject, learned hour by hour. Each list is bounded, so that no traffic makes them grow without end. They
 * are stored as JSON.
 */
export interface Habits {
  /** The first hour. */
  begun: Instant;
  /** The last hour that was judged; earlier ones come too late. */
  through: Instant;
  blocks: KnownBlock[];
  /** New blocks that are not known yet, because their use may be a thief's. */
  fresh: FreshBlock[];
  /** For each hour of the day in UTC, on how many days it was active. */
  hoursOfDay: number[];
  activeDays: number;
  /** The most calls and refusals in an hour, for each of the last active days. */
  days: { day: number; calls: number; refused: number }[];
  /** Anomalies that were told. */
  told: { kind: AnomalyKind; at: Instant; block?: string }[];
}

export interface KnownBlock {
  block: string;
  firstAt: Instant;
  lastAt: Instant;
}

export interface FreshBlock {
  block: string;
  network: string;
  firstAt: Instant;
  lastAt: Instant;
  calls: number;
  /** Whether it was used at the same time as a known block. */
  beside: boolean;
}

export const MOST_BLOCKS = 48;
export const MOST_FRESH = 8;
export const MOST_DAYS = 21;
export const MOST_TOLD = 16;

export function newHabits(hour: Instant): Habits {
  return {
    begun: hour,
    through: 0,
    blocks: [],
    fresh: [],
    hoursOfDay: Array.from({ length: 24 }, () => 0),
    activeDays: 0,
    days: [],
    told: [],
  };
}

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
  /** Active hours that are still to be counted there: a thief who stays must not make the next hour usual. */
  lately: Instant[];
  activeDays: number;
  refreshing: Refreshing;
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
  refreshed: number;
  /** In how many hours it alone was used, and no token was refreshed. */
  unrefreshed: Record<Length, number>;
  /** Used refresh tokens that came from it again. */
  repeated: number;
  /** In how many hours it was used in the same minutes as a known block. */
  beside: number;
  /** The first such hour. */
  besideSince: Instant | null;
}

/** In a `brief` hour few minutes were between the first and the last request, so there was less to refresh for. */
export type Length = 'brief' | 'long';

/** How often hours in which one known block alone was used had no token refreshed. */
export type Refreshing = Readonly<Record<Length, { hours: number; unrefreshed: number }>>;

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
    lately: [],
    activeDays: 0,
    refreshing: { brief: { hours: 0, unrefreshed: 0 }, long: { hours: 0, unrefreshed: 0 } },
    days: [],
    told: [],
  };
}

/** Blocks of somebody who has an office and a home. */
const FEW_BLOCKS = 3;

/** Whether it is used from so many places that another one means little. */
export function isRoaming({ blocks }: Pick<Habits, 'blocks'>): boolean {
  return blocks.length > FEW_BLOCKS;
}

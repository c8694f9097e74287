import type { Instant } from '../../model/index.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The hour of the day in UTC. */
export const hourOfDay = (at: Instant): number => Math.floor((at % DAY) / HOUR);

/** Whether it is Saturday or Sunday in UTC; 1 January 1970 was a Thursday. */
export const isWeekend = (at: Instant): boolean => (Math.floor(at / DAY) + 3) % 7 >= 5;

/** Whether it is the last or the first day of a month in UTC. */
export const isTurnOfMonth = (at: Instant): boolean =>
  new Date(at).getUTCDate() === 1 || new Date(at + DAY).getUTCDate() === 1;

import type { Random } from './random.ts';

const HOUR = 3_600_000;
/** Monday, 2 March 2026. */
export const BEGINS = Date.UTC(2026, 2, 2);
export const HOURS = 31 * 24;

/** Events of the month that concern everybody. */
export interface Calendar {
  /** The API behind is away in these hours; clients retry. */
  outage: { from: number; until: number };
  /** Days of which most offices take leave. */
  holiday: { from: number; until: number };
}

export function calendarOf(random: Random): Calendar {
  const from = random.whole(8 * 24, 26 * 24);
  const leave = random.whole(9, 20);
  return { outage: { from, until: from + random.whole(1, 2) }, holiday: { from: leave, until: leave + 7 } };
}

/** Hours and days are counted from the beginning of the month. */
export const instantOf = (hour: number): number => BEGINS + hour * HOUR;

/** The hour of the day where somebody lives. */
export const localHour = (hour: number, zone: number): number => (((hour + zone) % 24) + 24) % 24;
export const localDay = (hour: number, zone: number): number => Math.floor((hour + zone) / 24);
export const isWeekend = (day: number): boolean => ((day % 7) + 7) % 7 >= 5;
/** From Monday, 30 March, to Wednesday, 1 April. */
export const isMonthEnd = (day: number): boolean => day >= 28;

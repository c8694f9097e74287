import type { Instant } from '../../model/index.ts';
import type { Rule } from './finding.ts';
import type { Habits } from './habits.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Hours around those that it makes: for daylight saving time, and for a late evening. */
const AROUND = 2;
const LEAST_CALLS = 5;
/** Days after which its hours are known. */
const LEAST_DAYS = 5;
/** A job that runs on this share of all days is expected every day. */
const DAILY = 0.85;
/** For how long a job that did not run may be caught up on. */
const CATCHING_UP = 8;

/** Finds calls at an hour of the day that was never made before, nor one near it. */
export const unusualHour: Rule = (habits, hour) => {
  if (hour.calls < LEAST_CALLS || !isOddHour(habits, hour.at) || isLate(habits, hour.at)) return null;
  return { kind: 'unusual_hour', facts: { count: hour.calls, hourOfDay: hourOfDay(hour.at) } };
};

export function isOddHour({ hoursOfDay, activeDays }: Habits, at: Instant): boolean {
  if (activeDays < LEAST_DAYS) return false;
  for (let away = -AROUND; away <= AROUND; away++) {
    if ((hoursOfDay[(hourOfDay(at) + away + 24) % 24] ?? 0) > 0) return false;
  }
  return true;
}

export const hourOfDay = (at: Instant): number => Math.floor((at % DAY) / HOUR);

/** Whether it did not run at an hour at which it runs every day, so that it may be catching up. */
function isLate({ hoursOfDay, activeDays, through }: Habits, at: Instant): boolean {
  for (let ago = 1; ago <= CATCHING_UP; ago++) {
    const due = at - ago * HOUR;
    if (through >= due) return false;
    if ((hoursOfDay[hourOfDay(due)] ?? 0) >= DAILY * activeDays) return true;
  }
  return false;
}

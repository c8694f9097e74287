import type { Instant } from '../../model/index.ts';
import type { Rule } from './finding.ts';
import type { Habits } from './habits.ts';
import type { Hour } from './hour.ts';
import { HOUR, hourOfDay, isTurnOfMonth } from './time-of-day.ts';
import { usualMost } from './usual.ts';

/** Hours of the day that are made on this share of all days are regular. */
const REGULAR = 0.15;
/** Hours before regular ones, for daylight saving time and an early morning, and after them, for a late evening. */
const BEFORE = 2;
const AFTER = 3;
/** A job has a few hours only, and repeats for some hours more if it failed. */
const SHORT = 4;
const AFTER_A_JOB = 6;
const LEAST_CALLS = 5;
/** Days after which its hours are known. */
const LEAST_DAYS = 4;
/** A job that runs on this share of all days is expected every day. */
const DAILY = 0.85;
/** For how long a job that did not run may be caught up on. */
const CATCHING_UP = 8;

/** A job that runs once more at the turn of the month has so many times its usual calls. */
const MONTHLY = { least: 1 / 3, most: 2 };

/** Finds calls at an hour of the day that is never made, nor one near it. */
export const unusualHour: Rule = (habits, hour) => {
  if (hour.calls < LEAST_CALLS || !isOddHour(habits, hour.at)) return null;
  if (isJob(habits) && (isLate(habits, hour.at) || isMonthly(habits, hour))) return null;
  return { kind: 'unusual_hour', facts: { count: hour.calls, hourOfDay: hourOfDay(hour.at) } };
};

/** Whether an hour of the day is far from all that are made regularly, and not next to one that was ever made. */
export function isOddHour(habits: Habits, at: Instant): boolean {
  return isApart(habits, at, isJob(habits) ? AFTER_A_JOB : AFTER);
}

/** The same for requests from elsewhere: a job is not repeated from there. */
export function isFarHour(habits: Habits, at: Instant): boolean {
  return isApart(habits, at, isJob(habits) ? 1 : AFTER);
}

const isRegular = (days: number, { activeDays }: Habits) => days > 0 && days >= REGULAR * activeDays;
const isJob = (habits: Habits) => habits.hoursOfDay.filter((days) => isRegular(days, habits)).length <= SHORT;

function isApart(habits: Habits, at: Instant, after: number): boolean {
  if (habits.activeDays < LEAST_DAYS) return false;
  for (let ago = -BEFORE; ago <= after; ago++) {
    const days = habits.hoursOfDay[(hourOfDay(at) - ago + 24) % 24] ?? 0;
    if (isRegular(days, habits) || (days > 0 && Math.abs(ago) <= 1)) return false;
  }
  return true;
}

/** Whether it did not run at an hour at which it runs every day, so that it may be catching up. */
function isLate({ hoursOfDay, activeDays, through }: Habits, at: Instant): boolean {
  for (let ago = 1; ago <= CATCHING_UP; ago++) {
    const due = at - ago * HOUR;
    if (through >= due) return false;
    if ((hoursOfDay[hourOfDay(due)] ?? 0) >= DAILY * activeDays) return true;
  }
  return false;
}

/** Whether it may be a job that also runs on the last or first day of a month. */
function isMonthly(habits: Habits, { at, calls }: Hour): boolean {
  const usual = usualMost(habits, 'calls') ?? 0;
  return isTurnOfMonth(at) && calls >= MONTHLY.least * usual && calls <= MONTHLY.most * usual;
}

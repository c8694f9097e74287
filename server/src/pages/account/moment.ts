import { HOUR } from '../../lib/clock.ts';
import type { Instant } from '../../model/index.ts';
import { type Figures, figuresIn } from '../../words/figures.ts';
import { dateIn } from '../../words/zone.ts';
import { type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

/** Returns a day in the reader's time zone. */
export function onDay({ figures }: PageApi, at: Instant): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${figures.day(at)}</time>`;
}

export function atMinute({ figures }: PageApi, at: Instant): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${figures.minute(at)}</time>`;
}

/** Returns the day as a date field writes it. */
export function dateOf({ figures }: PageApi, at: Instant): string {
  return dateIn(at, figures.timeZone);
}

/** Returns an hour by when it begins. */
export function inHour({ figures, words }: PageApi, at: Instant): Html {
  const { day, time, zone } = figures;
  return html`<time datetime="${new Date(at).toISOString()}">${words.account.time.hour(day(at), time(at), time(at + HOUR), zone(at))}</time>`;
}

/** Returns the time from one moment to another in its largest whole unit. */
export function forSoLong({ words }: PageApi, from: Instant, to: Instant): string {
  const { lessThanAnHour, hours, days } = words.account.time;
  const passed = Math.max(0, Math.floor((to - from) / HOUR));
  if (passed < 1) return lessThanAnHour;
  return passed < 48 ? hours(passed) : days(Math.floor(passed / 24));
}

/** Calls are counted by days in UTC, whatever the reader's time zone. Returns how to say such days. */
export function countedDays({ language }: PageApi): Pick<Figures, 'day' | 'shortDay'> {
  return figuresIn(language, 'UTC');
}

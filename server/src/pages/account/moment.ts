import { HOUR } from '../../lib/clock.ts';
import type { Instant } from '../../model/index.ts';
import { type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

/** Returns a day in the reader's time zone. */
export function onDay({ figures }: PageApi, at: Instant): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${figures.day(at)}</time>`;
}

export function atMinute({ figures }: PageApi, at: Instant): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${figures.minute(at)}</time>`;
}

/** Returns the day as a date field writes it, in UTC. */
export function dateOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
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

/** Returns a day of the last months as plain text. */
export function shortDay({ figures }: PageApi, at: Instant): string {
  return figures.shortDay(at);
}

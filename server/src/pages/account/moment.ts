import { HOUR } from '../../lib/clock.ts';
import type { Instant } from '../../model/index.ts';
import { type Html, html } from '../html.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const inYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Returns a day in UTC: without a script the page cannot know the reader's time zone. */
export function onDay(at: Instant): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${day.format(at)}</time>`;
}

export function atMinute(at: Instant): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${minute.format(at)} UTC</time>`;
}

/** Returns the day as a date field writes it, in UTC. */
export function dateOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Returns an hour in UTC, by when it begins. */
export function inHour(at: Instant): Html {
  const time = (of: Instant) => new Date(of).toISOString().slice(11, 16);
  return html`<time datetime="${new Date(at).toISOString()}">${day.format(at)}, ${time(at)} to ${time(at + HOUR)} UTC</time>`;
}

/** Returns the time from one moment to another in its largest whole unit. */
export function forSoLong(from: Instant, to: Instant): string {
  const hours = Math.max(0, Math.floor((to - from) / HOUR));
  if (hours < 1) return 'less than an hour';
  if (hours < 48) return hours === 1 ? 'one hour' : `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
}

/** Returns a day of the last months as plain text. */
export function shortDay(at: Instant): string {
  return inYear.format(at);
}

import type { Instant } from '../../model/index.ts';
import { type Html, html } from '../html.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
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

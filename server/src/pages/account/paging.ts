import type { Place } from '../../store/store.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { type Visit, within } from './visit.ts';

/** Rows on one page of a list. */
const ROWS = 50;
/** Rows read for one page: one more than shown, which tells whether there is another page. */
export const READ = ROWS + 1;

/** Returns the rows for one page, and the last of them if more follow. */
export function onePage<Row>(read: readonly Row[]): { rows: Row[]; last: Row | undefined } {
  const rows = read.slice(0, ROWS);
  return { rows, last: read.length > ROWS ? rows.at(-1) : undefined };
}

/**
 * Reads where a list continues, as `olderLink` wrote it into the URL. Starts with the newest row for anything
 * else.
 */
export function placeIn(visit: Visit, parameter: string): Place | null {
  const asked = new URLSearchParams(visit.request.query).get(parameter) ?? '';
  const [, at, id = ''] = /^(\d{1,15})~([\w-]{1,100})$/.exec(asked) ?? [];
  return at === undefined ? null : { createdAt: Number(at), id };
}

/** Returns a link to the rows after the last one shown. */
export function olderLink(
  api: PageApi,
  visit: Visit,
  path: string,
  parameter: string,
  last: Place | undefined,
): Fragment {
  const { older } = api.words.account;
  return last && moreLink(within(visit, path, { [parameter]: `${last.createdAt}~${last.id}` }), older);
}

export function moreLink(href: string, text: string): Fragment {
  return html`<p class="actions"><a class="button" href="${href}">${text}</a></p>`;
}

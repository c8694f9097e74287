import { type Answer, seeOther } from '../../http/answer.ts';
import { setAside, takeAside } from '../../signin/aside.ts';
import { html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { accountPage } from './frame.ts';
import { type Change, type Visit, within } from './visit.ts';

/**
 * Answers a post that made a secret: it is stored for the page at `path`, so that a reload does not make
 * another.
 */
export async function showOnce(api: PageApi, change: Change, path: string, secret: string): Promise<Answer> {
  await setAside(api, change.session, path, secret);
  return seeOther(within(change, path));
}

/** Returns the secret stored for the page at `path`, or `null` if it was shown before. */
export function onceShown(api: PageApi, visit: Visit, path: string): Promise<string | null> {
  return takeAside(api, visit.session, path);
}

/** Shown instead of a secret that was already shown or has expired. */
export function shownBefore(
  api: PageApi,
  visit: Visit,
  section: string,
  advice: string,
  next: string,
): Answer {
  const { once, goOn } = api.words.account;
  return accountPage(api, visit, {
    title: once.title,
    section,
    status: 410,
    body: html`<div class="blank"><p>${once.text}</p><p>${advice}</p>
<p><a class="button" href="${within(visit, next)}">${goOn}</a></p></div>`,
  });
}

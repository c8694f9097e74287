import type { Api } from '../../api.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import { setAside, takeAside } from '../../signin/aside.ts';
import { html } from '../html.ts';
import { accountPage } from './frame.ts';
import { type Change, type Visit, within } from './visit.ts';

/** Said beside every secret that is shown. */
export const KEEP_IT =
  'Keep it like a password: in a secret manager or an environment variable, never in a repository or in client-side code.';

/** Answers a post that made a secret: it waits for the page at `path`, and reloading that makes no other. */
export async function showOnce(api: Api, change: Change, path: string, secret: string): Promise<Answer> {
  await setAside(api, change.session, path, secret);
  return seeOther(within(change, path));
}

/** The secret that waits for the page at `path`; `null` when it was shown before. */
export function onceShown(api: Api, visit: Visit, path: string): Promise<string | null> {
  return takeAside(api, visit.session, path);
}

/** Instead of a secret that was shown before, or that waited too long. */
export function shownBefore(api: Api, visit: Visit, section: string, advice: string, next: string): Answer {
  return accountPage(api, visit, {
    title: 'Shown once',
    section,
    status: 410,
    body: html`<div class="blank"><p>This was shown already, or nobody looked within a minute. It cannot be shown again.</p><p>${advice}</p>
<p><a class="button" href="${within(visit, next)}">Go on</a></p></div>`,
  });
}

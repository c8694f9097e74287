import type { Answer } from '../../http/answer.ts';
import { endSession } from '../../manage/users/sessions.ts';
import type { Session } from '../../model/index.ts';
import { type Fragment, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { atMinute } from './moment.ts';
import { YOU } from './own-paths.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** Returns the panel of the user's page with the browsers in which they are signed in. */
export async function sessionsPanel(api: PageApi, visit: Visit): Promise<Fragment> {
  const words = api.words.factors.sessions;
  const sessions = await api.store.sessionsOf(visit.user.id, api.clock.now());
  const row = ({ hash, publicId, browser, createdAt, lastSeenAt }: Session) => {
    const here = hash === visit.session.hash;
    const name = browser ?? words.unknown;
    return html`<li><div class="what"><p><strong>${name}</strong>${here && html` <span class="soft">(${words.here})</span>`}</p>
<p class="small soft">${words.since} ${atMinute(api, createdAt)} · ${words.seen} ${atMinute(api, lastSeenAt)}</p></div>${
      !here &&
      publicId !== '' &&
      postForm(
        visit,
        { path: YOU, action: 'end-session', about: { session: publicId } },
        html`<button type="submit" class="button" aria-label="${words.endOf(name)}">${words.end}</button>`,
      )
    }</li>`;
  };
  return html`<section class="panel" id="sessions"><h2>${words.heading}</h2>
<ul class="log own">${sessions.map(row)}</ul>
${
  sessions.length > 1
    ? html`<p><a class="button danger" href="${within(visit, `${YOU}/sign-out`)}">${words.endOthers}</a></p>`
    : html`<p>${words.alone}</p>`
}</section>`;
}

/** `POST` */
export async function submitEndSession(api: PageApi, change: Change): Promise<Answer> {
  const { id: userId } = change.user;
  const id = change.form.get('session') ?? '';
  const ended = await endSession(api, change.request, { userId, id, by: userId });
  return ended ? changed(change, YOU, 'session-ended') : notFoundPage(api);
}

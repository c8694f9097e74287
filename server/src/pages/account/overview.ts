import type { Answer } from '../../http/answer.ts';
import { visibleTo } from '../../manage/connections/connection.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { connectionRows } from './connection-row.ts';
import { accountPage, sections } from './frame.ts';
import { moreLink } from './paging.ts';
import { resourceNames } from './resource-names.ts';
import { type Visit, within } from './visit.ts';

/** Connections on the overview; the others are one click away. */
const SHOWN = 5;

/** `GET /account`: who can act now, and the user's sections. */
export async function overviewPage(api: PageApi, visit: Visit): Promise<Answer> {
  return accountPage(api, visit, {
    title: api.config.pages.section,
    section: '',
    lead: api.words.account.overview(visit.membership.tenantName, api.config.title),
    body: html`${await connectedNow(api, visit)}
<ul class="tiles">${sections(api, visit).map(
      ({ title, path, about }) =>
        html`<li><a href="${within(visit, path)}"><strong>${title}</strong><span class="small">${about}</span></a></li>`,
    )}</ul>`,
  });
}

/** Returns the newest connections that are not revoked, or null if there are none. */
async function connectedNow(api: PageApi, visit: Visit): Promise<Fragment> {
  const found = await api.store.grantsIn({
    ...visibleTo(api, visit.membership),
    revoked: false,
    before: null,
    limit: SHOWN + 1,
  });
  if (found.length === 0) return null;
  const shown = found.slice(0, SHOWN);
  const names = await resourceNames(
    api,
    visit,
    shown.map(({ grant }) => grant),
  );
  const { now, all } = api.words.connections;
  const { path } = api.config.pages.connections;
  return html`<h2>${now}</h2>
${await connectionRows(api, visit, shown, names)}
${found.length > SHOWN && moreLink(within(visit, path), all)}`;
}

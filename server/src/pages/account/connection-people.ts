import type { Connection } from '../../manage/connections/connection.ts';
import type { Grant } from '../../model/index.ts';
import { grantEnd } from '../../rules/grant/standing.ts';
import { type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { onDay } from './moment.ts';
import { olderLink, onePage, placeIn, READ } from './paging.ts';
import { type Visit, within } from './visit.ts';

/** The most ids that a page shows. */
const SHOWN_IDS = 20;

/** Lists for a manager the users who authorized a platform's connection. */
export async function peoplePanel(api: PageApi, visit: Visit, { grant }: Connection): Promise<Fragment> {
  const { connectedAccountId: accountId, tenantId } = grant;
  if (accountId === null || !visit.manages) return null;
  const { path } = api.config.pages.connections;
  const before = placeIn(visit, 'people');
  const { rows, last } = onePage(await api.store.partsOf({ accountId, tenantId, before, limit: READ }));
  if (rows.length < 2 && before === null) return null;
  const next = last && { createdAt: last.grant.authorizedAt, id: last.grant.id };
  const { people: words, detailsOf } = api.words.connections;
  return html`<section class="panel"><h2>${words.heading}</h2>
<p>${words.text}</p>
<ul class="rows">${rows.map(
    ({
      grant: part,
      user,
    }) => html`<li><div class="what"><p class="row-title">${user.name} ${stateBadge(api, part)}</p>
<p class="small soft">${words.authorized(onDay(api, part.authorizedAt))}</p></div>
${part.id !== grant.id && html`<a class="button" href="${within(visit, `${path}/${part.id}`)}">${api.words.account.details}<span class="hidden-visually"> ${detailsOf(user.name)}</span></a>`}</li>`,
  )}</ul>${olderLink(api, visit, `${path}/${grant.id}`, 'people', next)}</section>`;
}

/** Ids of the same connection in calls and rows from before it became a connected account. */
export async function earlierIds(api: PageApi, { connectedAccountId: id }: Grant): Promise<Fragment> {
  const ids = id === null ? [] : await api.store.aliasesOf(id, SHOWN_IDS);
  return (
    ids.length > 0 &&
    html`<dt>${api.words.connections.fact.earlierIds}</dt><dd>${ids.map((each) => html`<code>${each}</code> `)}</dd>`
  );
}

export function andOthers({ words }: PageApi, parts: number): string {
  return parts < 2 ? '' : words.connections.andOthers(parts - 1);
}

export function stateBadge({ words }: PageApi, grant: Grant): Html {
  const { status, mode } = grant;
  const { state } = words.connections;
  const looks = { active: 'good', suspended: 'warn', revoked: 'bad' } as const;
  return html`<span class="badge ${looks[status]}">${grantEnd(grant, grant.updatedAt) === 'grant_expired' ? state.expired : state[status]}</span>${
    mode === 'sandbox' && html` <span class="badge warn">${words.account.sandbox}</span>`
  }`;
}

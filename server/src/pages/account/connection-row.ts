import { openAlerts } from '../../manage/alerts/open.ts';
import { callsOf } from '../../manage/connections/calls.ts';
import type { Connection } from '../../manage/connections/connection.ts';
import { isRevoked } from '../../rules/grant/standing.ts';
import { clientPicture } from '../client-picture.ts';
import { type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { andOthers, stateBadge } from './connection-people.ts';
import { atMinute, inHour, onDay } from './moment.ts';
import { onlyNamed } from './resource-names.ts';
import { type Visit, within } from './visit.ts';

/** How often each was used is added up over this time, so that fifty of them do not take long. */
const DAYS = 7;
/** Rows of the log that are added up for one connection. */
const MOST_ROWS = 100;

/** Returns connections as a list, each with a mark if its use was unusual. */
export async function connectionRows(
  api: PageApi,
  visit: Visit,
  connections: readonly Connection[],
  names: ReadonlyMap<string, string>,
): Promise<Html> {
  const rowOf = async (connection: Connection) => {
    const unusual =
      !isRevoked(connection.grant) && (await openAlerts(api, visit.membership, connection)).length > 0;
    return connectionRow(api, visit, connection, { unusual, names });
  };
  return html`<ul class="rows">${await Promise.all(connections.map(rowOf))}</ul>`;
}

/** Returns one connection in the list: to what, since when, by whom, how often. */
async function connectionRow(
  api: PageApi,
  visit: Visit,
  connection: Connection,
  { unusual, names }: { unusual: boolean; names: ReadonlyMap<string, string> },
): Promise<Html> {
  const { grant, client, user, parts } = connection;
  const href = within(visit, `${api.config.pages.connections.path}/${grant.id}`);
  const words = api.words.connections;
  const whose = visit.manages && html` ${words.actsFor(user.name, andOthers(api, parts))}`;
  const now = isRevoked(grant)
    ? words.endedOn(onDay(api, grant.updatedAt))
    : html`${await used(api, visit, connection)}${grant.expiresAt !== null && words.ends(onDay(api, grant.expiresAt))}`;
  return html`<li>${clientPicture(client, grant.tenantId)}<div class="what"><p class="row-title">${client.name} ${stateBadge(api, grant)}${unusual && html` <span class="badge warn">${words.unusual}</span>`}</p>
<p class="small">${grant.scopes.map((name) => api.config.scopes[name]?.title ?? name).join(' · ')}${reached(api, connection, names)}</p>
<p class="small soft">${words.connectedOn(onDay(api, grant.createdAt))}${whose} ${now}</p></div>
<a class="button" href="${href}">${api.words.account.details}<span class="hidden-visually"> ${words.detailsOf(client.name)}</span></a></li>`;
}

function reached(api: PageApi, { grant }: Connection, names: ReadonlyMap<string, string>): Fragment {
  return (
    grant.resources !== null && html` <span class="soft">${onlyNamed(api, grant.resources, names)}</span>`
  );
}

/** Returns when a connection was last used and how often. */
async function used(api: PageApi, visit: Visit, connection: Connection): Promise<Fragment> {
  const { sums, last } = await callsOf(api, visit.membership, connection, { days: DAYS, most: MOST_ROWS });
  const words = api.words.connections;
  const calls = sums.allowed + sums.denied;
  if (last === null) return words.notUsed;
  const when = last.isHour ? inHour(api, last.at) : atMinute(api, last.at);
  return html`${words.lastUsed(when)} ${words.often(api.figures.number(calls), DAYS, sums.since !== null)}`;
}

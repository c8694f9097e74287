import type { Answer } from '../../http/answer.ts';
import { type Connection, connectionFor, isShared } from '../../manage/connections/connection.ts';
import { isTold } from '../../manage/connections/told.ts';
import type { Client, EventType } from '../../model/index.ts';
import { isRevoked } from '../../rules/grant/standing.ts';
import { type Fragment, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { confirmPage } from './confirm.ts';
import { andOthers } from './connection-people.ts';
import { changed, type Visit } from './visit.ts';

/** `GET …/:id/revoke`: asks for confirmation before a connection is revoked. */
export async function revokeConnectionPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const connection = await connectionFor(api, visit.membership, id);
  if (!connection) return notFoundPage(api);
  if (isRevoked(connection.grant)) return endedBefore(api, visit, connection);
  if (isShared(connection) && !visit.manages) return withdrawPage(api, visit, connection);
  const { grant, client, user } = connection;
  const { path } = api.config.pages.connections;
  const words = api.words.connections.revoke;
  const users = user.name + andOthers(api, connection.parts);
  return confirmPage(api, visit, {
    title: words.title(client.name),
    section: path,
    text: html`<p>${words.text(client.name, users, visit.membership.tenantName)}</p>
<ul>${grant.scopes.map((name) => html`<li>${api.config.scopes[name]?.title ?? name}</li>`)}</ul>
<p>${words.consequence(client.name)}</p>
<p>${await toldText(api, client, 'connection.revoked')}</p>
<p>${words.again(client.name)}</p>`,
    form: { path: `${path}/${grant.id}`, action: 'revoke' },
    label: words.submit,
    back: `${path}/${grant.id}`,
  });
}

/** `GET …/:id/withdraw`: asks for confirmation before one user's part ends. */
export async function withdrawPartPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const connection = await connectionFor(api, visit.membership, id);
  if (!connection) return notFoundPage(api);
  if (isRevoked(connection.grant)) return endedBefore(api, visit, connection);
  return withdrawPage(api, visit, connection);
}

/** Leads to the page of a connection that somebody ended while this one was on screen, and says so. */
function endedBefore(api: PageApi, visit: Visit, { grant }: Connection): Answer {
  return changed(visit, `${api.config.pages.connections.path}/${grant.id}`, 'already-ended');
}

async function withdrawPage(
  api: PageApi,
  visit: Visit,
  { grant, client, user, parts }: Connection,
): Promise<Answer> {
  const { path } = api.config.pages.connections;
  const own = user.id === visit.user.id;
  const { withdraw: words, stop } = api.words.connections;
  const { tenantName } = visit.membership;
  return confirmPage(api, visit, {
    title: own ? words.ownTitle(client.name) : words.title(user.name),
    section: path,
    text: html`<p>${own ? words.ownText(client.name, tenantName) : words.text(client.name, tenantName, user.name)}</p>
<p>${await toldText(api, client, parts > 1 ? 'connection.changed' : 'connection.revoked')}</p>`,
    form: { path: `${path}/${grant.id}`, action: 'withdraw' },
    label: own ? stop.withdraw : stop.endPart(user.name),
    back: `${path}/${grant.id}`,
  });
}

/** Returns how a client learns that it lost something. */
async function toldText(api: PageApi, client: Client, event: EventType): Promise<Fragment> {
  const words = api.words.connections.revoke;
  return (await isTold(api, client.id, event))
    ? words.told(client.name, html`<code>${event}</code>`)
    : words.untold(client.name);
}

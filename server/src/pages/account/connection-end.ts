import type { Answer } from '../../http/answer.ts';
import { type Connection, connectionFor, isShared } from '../../manage/connections/connection.ts';
import { isRevoked } from '../../rules/grant/standing.ts';
import { html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { confirmPage } from './confirm.ts';
import { andOthers } from './connection-people.ts';
import type { Visit } from './visit.ts';

/** `GET …/:id/revoke`: asks for confirmation before a connection is revoked. */
export async function revokeConnectionPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const connection = await connectionFor(api, visit.membership, id);
  if (!connection || isRevoked(connection.grant)) return notFoundPage(api);
  if (isShared(connection) && !visit.manages) return withdrawPage(api, visit, connection);
  const { grant, client, user } = connection;
  const { path } = api.config.pages.connections;
  return confirmPage(api, visit, {
    title: `Revoke ${client.name}?`,
    section: path,
    text: html`<p>${client.name} can no longer act for ${user.name}${andOthers(connection.parts)} in ${visit.membership.tenantName}. It loses at once:</p>
<ul>${grant.scopes.map((name) => html`<li>${api.config.scopes[name]?.title ?? name}</li>`)}</ul>
<p>Every token that was issued for it stops working, wherever it is used. This cannot be undone: ${client.name} has to ask again. To stop it for a while, suspend it instead.</p>`,
    form: { path: `${path}/${grant.id}`, action: 'revoke' },
    label: 'Revoke for good',
    back: `${path}/${grant.id}`,
  });
}

/** `GET …/:id/withdraw`: asks for confirmation before one user's part ends. */
export async function withdrawPartPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const connection = await connectionFor(api, visit.membership, id);
  if (!connection || isRevoked(connection.grant)) return notFoundPage(api);
  return withdrawPage(api, visit, connection);
}

function withdrawPage(api: PageApi, visit: Visit, { grant, client, user }: Connection): Answer {
  const { path } = api.config.pages.connections;
  const own = user.id === visit.user.id;
  return confirmPage(api, visit, {
    title: own ? `Withdraw from ${client.name}?` : `End ${user.name}’s part?`,
    section: path,
    text: html`<p>${client.name} can no longer act by ${own ? 'your' : html`${user.name}’s`} authority in ${visit.membership.tenantName}. Every token that was issued for ${own ? 'you' : user.name} stops working; the connection goes on for the others.</p>`,
    form: { path: `${path}/${grant.id}`, action: 'withdraw' },
    label: own ? 'Withdraw' : 'End it',
    back: `${path}/${grant.id}`,
  });
}

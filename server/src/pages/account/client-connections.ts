import type { Answer } from '../../http/answer.ts';
import { DAY } from '../../lib/clock.ts';
import {
  endForPlatform,
  ownPlatform,
  type PlatformConnection,
  platformConnection,
  platformConnections,
} from '../../manage/clients/connections.ts';
import type { Client, Instant } from '../../model/index.ts';
import { isRevoked } from '../../rules/grant/standing.ts';
import { limitUses, nearness } from '../../usage/limits.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { clientPath, clientTabs } from './client-tabs.ts';
import { nearBadge } from './client-usage.ts';
import { confirmPage } from './confirm.ts';
import { stateBadge } from './connection-people.ts';
import { accountPage } from './frame.ts';
import { forSoLong, inHour, onDay } from './moment.ts';
import { moreLink, onePage, READ } from './paging.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** A connection that was not used for so long is marked. */
const LONG = 30 * DAY;

/** `GET …/:id/connections`: the customers who connected a platform, and when each connection was last used. */
export async function clientConnectionsPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const client = await ownPlatform(api, visit.membership, id);
  if (!client) return notFoundPage(api);
  const path = clientPath(api, client, '/connections');
  const words = api.words.clients.connections;
  const asked = new URLSearchParams(visit.request.query).get('after') ?? '';
  const after = /^[\w-]{1,100}$/.test(asked) ? asked : null;
  const { rows, last } = onePage(await platformConnections(api, client, { after, limit: READ }));
  const next = last?.grant.connectedAccountId;
  const shown = await Promise.all(
    rows.map(async (row) => {
      const uses = await limitUses(api, client, row.grant.connectedAccountId);
      const all = uses.map(nearness);
      return connectionRow(
        api,
        visit,
        client,
        row,
        all.find((each) => each === 'spent') ?? all.find(Boolean) ?? null,
      );
    }),
  );
  return accountPage(api, visit, {
    title: client.name,
    section: api.config.pages.clients.path,
    body: html`${clientTabs(api, visit, client, '/connections')}
<h2>${words.heading}</h2>
${
  rows.length === 0
    ? html`<div class="blank"><p>${after === null ? words.none(client.name) : words.noMore}</p></div>`
    : html`<ul class="rows">${shown}</ul>`
}
${next && moreLink(within(visit, path, { after: next }), api.words.account.more)}`,
  });
}

/** `GET …/connections/:connection/end`: asks for confirmation before a platform ends a connection. */
export async function endConnectionPage(
  api: PageApi,
  visit: Visit,
  id: string,
  accountId: string,
): Promise<Answer> {
  const client = await ownPlatform(api, visit.membership, id);
  const found = client && (await platformConnection(api, client, accountId));
  if (!client || !found || isRevoked(found.grant)) return notFoundPage(api);
  const path = clientPath(api, client, '/connections');
  const words = api.words.clients.connections;
  return confirmPage(api, visit, {
    title: words.endTitle(customerOf(found)),
    section: api.config.pages.clients.path,
    text: html`<p>${words.endText(client.name, customerOf(found))}</p>
<p class="small soft"><code>${found.grant.connectedAccountId}</code></p>`,
    form: { path: `${path}/${found.grant.connectedAccountId}`, action: 'end' },
    label: words.endSubmit,
    back: path,
  });
}

/** `POST …/connections/:connection`: ends a connection. */
export async function changeClientConnection(
  api: PageApi,
  change: Change,
  id: string,
  accountId: string,
): Promise<Answer> {
  const client = await ownPlatform(api, change.membership, id);
  const found = client && (await platformConnection(api, client, accountId));
  if (!client || !found || change.form.get('action') !== 'end') return notFoundPage(api);
  const outcome = await endForPlatform(api, change.request, found);
  const done = outcome === 'already' ? 'already-ended' : 'ended';
  return changed(change, clientPath(api, client, '/connections'), done);
}

function connectionRow(
  api: PageApi,
  visit: Visit,
  client: Client,
  connection: PlatformConnection,
  near: ReturnType<typeof nearness>,
): Html {
  const { grant } = connection;
  const { connectedAccountId, createdAt, scopes } = grant;
  const own = `${clientPath(api, client, '/connections')}/${connectedAccountId}`;
  const words = api.words.clients.connections;
  const { nearOne, spentOne } = api.words.calls.limits;
  return html`<li><div class="what"><p class="row-title">${customerOf(connection)} ${stateBadge(api, grant)}${unusedBadge(api, connection)}${nearBadge(near, { near: nearOne, spent: spentOne })}</p>
<p class="small"><code>${connectedAccountId}</code> <span class="soft">${words.of} <code>${grant.tenantId}</code></span></p>
<p class="small soft"><code>${scopes.join(' ')}</code></p>
<p class="small soft">${words.connected(onDay(api, createdAt))} ${lastUsed(api, connection)}</p></div>
${!isRevoked(grant) && html`<a class="button danger" href="${within(visit, `${own}/end`)}">${words.end}<span class="hidden-visually"> ${words.endOf(customerOf(connection))}</span></a>`}</li>`;
}

function customerOf({ customer, grant }: PlatformConnection): string {
  return customer?.name ?? grant.tenantId;
}

/** From when on a connection is unused: the last hour with a call, or when it was made, perhaps anew. */
function unusedSince({ used, grant }: PlatformConnection): Instant {
  return Math.max(used?.allowed ? used.hour : 0, grant.createdAt);
}

function unusedBadge(api: PageApi, connection: PlatformConnection): Fragment {
  const now = api.clock.now();
  const since = unusedSince(connection);
  if (isRevoked(connection.grant) || now - since < LONG) return null;
  return html` <span class="badge warn">${api.words.clients.connections.unusedFor(forSoLong(api, since, now))}</span>`;
}

function lastUsed(api: PageApi, connection: PlatformConnection): Fragment {
  const now = api.clock.now();
  const words = api.words.clients.connections;
  const { used } = connection;
  const since = unusedSince(connection);
  if (!used) return words.neverUsed(forSoLong(api, since, now));
  if (!used.allowed) return words.allRefused(inHour(api, used.hour));
  return words.lastUsed(inHour(api, used.hour), forSoLong(api, used.hour, now));
}

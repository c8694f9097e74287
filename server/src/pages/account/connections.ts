import type { Answer } from '../../http/answer.ts';
import { closeAlertsOfEnded, dismissAlert, openAlerts } from '../../manage/alerts/open.ts';
import { callsOf } from '../../manage/connections/calls.ts';
import {
  limitAddresses,
  releaseConnection,
  revokeConnection,
  shrinkConnection,
  suspendConnection,
  withdrawPart,
} from '../../manage/connections/change.ts';
import {
  activityOf,
  type Connection,
  connectionFor,
  isShared,
  visibleTo,
} from '../../manage/connections/connection.ts';
import { selectable } from '../../manage/connections/selectable.ts';
import type { Grant, Instant } from '../../model/index.ts';
import { mayChangeAddresses, mayResume } from '../../rules/grant/holds.ts';
import { isRevoked, isSuspended } from '../../rules/grant/standing.ts';
import { resourceValue } from '../consent/resources.ts';
import { addressField, choices, submit } from '../controls.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { activityList } from './activity.ts';
import { alertsPanel } from './alerts.ts';
import { callsPanels, SHOWN_DAYS } from './calls.ts';
import { andOthers, earlierIds, peoplePanel, stateBadge } from './connection-people.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { heldPanel, heldSentence, sharedSentence } from './held.ts';
import { memberNames } from './member-names.ts';
import { atMinute, inHour, onDay } from './moment.ts';
import { olderLink, onePage, placeIn, READ } from './paging.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

const RECENT = 20;

/** `GET`: the clients that can act for the user, or for a manager those of the whole tenant. */
export async function connectionsPage(api: PageApi, visit: Visit): Promise<Answer> {
  const { path, title } = api.config.pages.connections;
  const unusual = async (connection: Connection) =>
    (await openAlerts(api, visit.membership, connection)).length > 0;
  const list = async (revoked: boolean, parameter: string) => {
    const page = {
      ...visibleTo(api, visit.membership),
      revoked,
      before: placeIn(visit, parameter),
      limit: READ,
    };
    const { rows: connections, last } = onePage(await api.store.grantsIn(page));
    const rows = await Promise.all(
      connections.map(async (each) => connectionRow(api, visit, each, !revoked && (await unusual(each)))),
    );
    return { rows, older: olderLink(visit, path, parameter, last?.grant) };
  };
  const live = await list(false, 'before');
  const past = await list(true, 'revoked');
  return accountPage(api, visit, {
    title,
    section: path,
    lead: visit.manages && `You manage ${visit.membership.tenantName}, so you see every connection in it.`,
    body:
      live.rows.length + past.rows.length === 0
        ? html`<div class="blank"><p>Nothing is connected. When you allow an application to act for you, it is listed here.</p></div>`
        : html`${live.rows.length > 0 && html`<ul class="rows">${live.rows}</ul>${live.older}`}
${past.rows.length > 0 && html`<h2>Revoked</h2><ul class="rows">${past.rows}</ul>${past.older}`}`,
  });
}

/** `GET …/:id` */
export async function connectionPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const connection = await connectionFor(api, visit.membership, id);
  return connection ? detail(api, visit, connection) : notFoundPage(api);
}

/** `POST …/:id`: revokes, suspends, resumes or reduces a connection. */
export async function changeConnection(api: PageApi, change: Change, id: string): Promise<Answer> {
  const connection = await connectionFor(api, change.membership, id);
  if (!connection) return notFoundPage(api);
  const { form, request, membership } = change;
  const { path } = api.config.pages.connections;
  const own = `${path}/${connection.grant.id}`;
  const subject = { request, by: membership, connection };
  const refused = (outcome: 'held' | 'shared') =>
    detail(api, change, connection, {
      status: 403,
      problem: (outcome === 'held' ? heldSentence : sharedSentence)(change, connection),
    });
  switch (form.get('action')) {
    case 'revoke':
      await revokeConnection(api, subject);
      await closeAlertsOfEnded(api, subject);
      return changed(change, path, 'revoked');
    case 'withdraw':
      await withdrawPart(api, subject);
      if (!isShared(connection)) await closeAlertsOfEnded(api, subject);
      return changed(change, path, 'withdrawn');
    case 'suspend':
    case 'resume': {
      const suspended = form.get('action') === 'suspend';
      const outcome = await suspendConnection(api, subject, suspended);
      if (outcome === 'held' || outcome === 'shared') return refused(outcome);
      return changed(change, own, suspended ? 'suspended' : 'resumed');
    }
    case 'dismiss': {
      const outcome = await dismissAlert(api, form.get('alert') ?? '', subject);
      return outcome === 'unknown' ? notFoundPage(api) : changed(change, own, 'dismissed');
    }
    case 'release':
      if ((await releaseConnection(api, subject)) === 'unknown') return notFoundPage(api);
      return changed(change, own, 'released');
    case 'shrink': {
      const outcome = await shrinkConnection(api, subject, {
        scopes: form.all('scope'),
        resources: keptResources(connection.grant, form.all('resource')),
      });
      if (outcome === 'changed') return changed(change, own, 'changed');
      return detail(api, change, connection, { status: 400, problem: SHRINK_PROBLEMS[outcome] });
    }
    case 'limit': {
      const outcome = await limitAddresses(api, subject, form.lines('addresses'));
      if (outcome.ok && outcome.value === 'changed') return changed(change, own, 'changed');
      if (outcome.ok && (outcome.value === 'held' || outcome.value === 'shared'))
        return refused(outcome.value);
      const problem = outcome.ok ? SHRINK_PROBLEMS.unknown : outcome.problem;
      return detail(api, change, connection, { status: 400, problem });
    }
    default:
      return notFoundPage(api);
  }
}

const SHRINK_PROBLEMS = {
  empty: 'Nothing would be left. Revoke the connection instead.',
  wider: 'Only what the application already has can be kept. To give it more, connect it again.',
  unknown: 'This connection has been revoked in the meantime.',
} as const;

/** The grant's resources that remain ticked. A posted value that the grant lacks makes the change `wider`. */
function keptResources(grant: Grant, posted: string[]): Grant['resources'] {
  if (grant.resources === null) return null;
  return [...new Set(posted)].map((value) => {
    const colon = value.indexOf(':');
    return { type: value.slice(0, Math.max(0, colon)), id: value.slice(colon + 1) };
  });
}

async function detail(
  api: PageApi,
  visit: Visit,
  connection: Connection,
  extra: { status?: number; problem?: string } = {},
): Promise<Answer> {
  const { grant, client, user } = connection;
  const { path } = api.config.pages.connections;
  const rows = await activityOf(api, visit.membership, connection, RECENT);
  const names = await memberNames(api, grant.tenantId, rows);
  const calls = await callsOf(api, visit.membership, connection, { days: SHOWN_DAYS });
  const alerts = await openAlerts(api, visit.membership, connection);
  const over = isRevoked(grant);
  const own = `${path}/${grant.id}`;
  const { path: activity } = api.config.pages.activity;
  const body = html`${!over && alertsPanel(visit, alerts, { own, activity })}<section class="panel"><h2 class="hidden-visually">About this connection</h2><dl class="facts">
<dt>State</dt><dd>${stateBadge(grant)}</dd>
<dt>Acts for</dt><dd>${user.name} (${user.email})</dd>
<dt>Connected</dt><dd>${onDay(grant.createdAt)}</dd>
<dt>Last changed</dt><dd>${atMinute(grant.updatedAt)}</dd>
${!over && grant.expiresAt !== null && html`<dt>Ends</dt><dd>${atMinute(grant.expiresAt)}</dd>`}
<dt>Last used</dt><dd>${calls.last === null ? 'Not used yet' : calls.last.isHour ? inHour(calls.last.at) : atMinute(calls.last.at)}</dd>
${grant.repeatedAt !== null && renewedTwice(grant.repeatedAt)}
${grant.connectedAccountId !== null && html`<dt>Connected account</dt><dd><code>${grant.connectedAccountId}</code></dd>`}
${await earlierIds(api, grant)}
<dt>Client id</dt><dd><code>${client.id}</code></dd></dl></section>
${heldPanel(visit, own, connection)}
${await peoplePanel(api, visit, connection)}
${!over && (await shrinkForm(api, visit, grant))}
${!over && addressForm(visit, own, connection)}
${!over && stopForms(visit, own, connection)}
${callsPanels(calls.sums)}
<section class="panel"><h2>What it did lately</h2>${activityList(rows, names)}</section>
<p><a href="${within(visit, path)}">All connections</a></p>`;
  return accountPage(api, visit, { title: client.name, section: path, body, ...extra });
}

function renewedTwice(at: Instant): Html {
  return html`<dt>Renewed twice</dt><dd>${atMinute(at)}. A refresh token was presented that had been used before. That
happens when an answer gets lost. If you see it again and again, somebody may hold a copy: revoke the connection.</dd>`;
}

async function shrinkForm(api: PageApi, visit: Visit, grant: Grant): Promise<Html> {
  const names = grant.resources === null ? [] : ((await selectable(api, visit.user, grant.tenantId)) ?? []);
  const nameOf = new Map(names.map((resource) => [resourceValue(resource), resource.name]));
  return html`<section class="panel"><h2>What it may do</h2>
${postForm(
  visit,
  { path: `${api.config.pages.connections.path}/${grant.id}`, action: 'shrink', look: 'fields' },
  html`${choices({
    name: 'scope',
    type: 'checkbox',
    label: 'Permissions',
    hint: 'Untick what it should no longer do. To give it more, connect it again.',
    options: grant.scopes.map((name) => ({
      value: name,
      label: api.config.scopes[name]?.title ?? name,
      note: html`<code>${name}</code>`,
      checked: true,
    })),
  })}
${
  grant.resources !== null &&
  choices({
    name: 'resource',
    type: 'checkbox',
    label: 'What it may reach',
    options: grant.resources.map((resource) => ({
      value: resourceValue(resource),
      label: nameOf.get(resourceValue(resource)) ?? resource.id,
      note: resource.type,
      checked: true,
    })),
  })
}
${submit('Save')}`,
)}</section>`;
}

function addressForm(visit: Visit, action: string, connection: Connection): Fragment {
  const { grant } = connection;
  const addresses = grant.ipAllowlist ?? [];
  if (!visit.manages && (isShared(connection) || !mayChangeAddresses(grant))) {
    if (addresses.length === 0) return null;
    return html`<section class="panel"><h2>From where</h2>
<ul>${addresses.map((each) => html`<li><code>${each}</code></li>`)}</ul></section>`;
  }
  return html`<section class="panel"><h2>From where</h2>
${postForm(visit, { path: action, action: 'limit', look: 'fields' }, html`${addressField(addresses)}${submit('Save')}`)}</section>`;
}

function stopForms(visit: Visit, action: string, connection: Connection): Html {
  const { grant, parts, client, user } = connection;
  const { name } = client;
  const withdraw = html`<a class="button danger" href="${within(visit, `${action}/withdraw`)}">${visit.manages ? `End ${user.name}’s part` : 'Withdraw'}</a>`;
  if (isShared(connection) && !visit.manages) {
    return html`<section class="panel danger-zone"><h2>Stop it</h2>
<p>${sharedSentence(visit, connection)} Withdrawing ends what ${name} may do by your authority; theirs goes on.</p>
<div class="actions">${withdraw}</div></section>`;
  }
  const suspended = isSuspended(grant);
  const held = suspended && !visit.manages && !mayResume(grant);
  return html`<section class="panel danger-zone"><h2>Stop it</h2>
<p>Suspending stops ${name} until you resume it. Revoking ends it for good; ${name} has to ask again.${
    isShared(connection) && ` Both are for all ${parts} people who connected it.`
  }</p>
<div class="actions">${
    !held &&
    postForm(
      visit,
      { path: action, action: suspended ? 'resume' : 'suspend' },
      submit(suspended ? 'Resume' : 'Suspend'),
    )
  }
<a class="button danger" href="${within(visit, `${action}/revoke`)}">Revoke</a>${isShared(connection) && withdraw}</div></section>`;
}

function connectionRow(
  api: PageApi,
  visit: Visit,
  { grant, client, user, parts }: Connection,
  unusual: boolean,
): Html {
  const href = within(visit, `${api.config.pages.connections.path}/${grant.id}`);
  const titles = grant.scopes.map((name) => api.config.scopes[name]?.title ?? name);
  return html`<li><div class="what"><p class="row-title">${client.name} ${stateBadge(grant)}${unusual && html` <span class="badge warn">Unusual use</span>`}</p>
<p class="small">${titles.join(' · ')}${grant.resources !== null && ` · ${grant.resources.length} selected`}</p>
<p class="small soft">${visit.manages && html`Acts for ${user.name}${andOthers(parts)}. `}Last changed ${onDay(grant.updatedAt)}.${!isRevoked(grant) && grant.expiresAt !== null && html` Ends ${onDay(grant.expiresAt)}.`}</p></div>
<a class="button" href="${href}">Details<span class="hidden-visually"> of ${client.name}</span></a></li>`;
}

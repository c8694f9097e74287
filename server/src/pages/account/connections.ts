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
import type { Grant, Instant } from '../../model/index.ts';
import { mayChangeAddresses, mayResume } from '../../rules/grant/holds.ts';
import { resourceValue } from '../../rules/grant/resource-tree.ts';
import { isRevoked, isSuspended } from '../../rules/grant/standing.ts';
import type { JudgedGrant } from '../../store/store.ts';
import { allInWords } from '../../words/sentence.ts';
import { addressField, choices, submit } from '../controls.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { activityList } from './activity.ts';
import { alertsPanel } from './alerts.ts';
import { callsPanels, SHOWN_DAYS } from './calls.ts';
import { earlierIds, peoplePanel, stateBadge } from './connection-people.ts';
import { connectionRows } from './connection-row.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { heldPanel, heldSentence, sharedSentence } from './held.ts';
import { memberNames } from './member-names.ts';
import { atMinute, inHour, onDay } from './moment.ts';
import { olderLink, onePage, placeIn, READ } from './paging.ts';
import { resourceNames } from './resource-names.ts';
import { isOvertaken, seenField } from './seen.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

const RECENT = 20;

/** `GET`: the clients that can act for the user, or for a manager those of the whole tenant. */
export async function connectionsPage(api: PageApi, visit: Visit): Promise<Answer> {
  const { path, title } = api.config.pages.connections;
  const words = api.words.connections;
  const read = async (revoked: boolean, parameter: string) => {
    const before = placeIn(visit, parameter);
    const page = { ...visibleTo(api, visit.membership), revoked, before, limit: READ };
    const { rows, last } = onePage(await api.store.grantsIn(page));
    return { connections: rows, older: olderLink(api, visit, path, parameter, last?.grant) };
  };
  const [live, past] = [await read(false, 'before'), await read(true, 'revoked')];
  const all = [...live.connections, ...past.connections];
  const names = await resourceNames(
    api,
    visit,
    all.map(({ grant }) => grant),
  );
  const rowsOf = (connections: readonly Connection[]) => connectionRows(api, visit, connections, names);
  return accountPage(api, visit, {
    title,
    section: path,
    lead: visit.manages && words.manages(visit.membership.tenantName),
    body:
      all.length === 0
        ? html`<div class="blank"><p>${words.nothing}</p></div>`
        : html`${live.connections.length > 0 && html`${await rowsOf(live.connections)}${live.older}`}
${past.connections.length > 0 && html`<h2>${words.revoked}</h2>${await rowsOf(past.connections)}${past.older}`}`,
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
  const again = async (status: number, shown: Omit<Shown, 'status'>) => {
    // As it is by now: somebody may have ended or changed it since it was read.
    const now = (await connectionFor(api, membership, id)) ?? connection;
    return detail(api, change, now, { ...shown, status });
  };
  const overtaken = () => again(409, { problem: api.words.account.overtaken });
  const refused = (outcome: 'held' | 'shared') =>
    detail(api, change, connection, {
      status: 403,
      problem: (outcome === 'held' ? heldSentence : sharedSentence)(api, change, connection),
    });
  switch (form.get('action')) {
    case 'revoke':
      if ((await revokeConnection(api, subject)) === 'already') return changed(change, own, 'already-ended');
      await closeAlertsOfEnded(api, subject);
      return changed(change, path, 'revoked');
    case 'withdraw':
      if ((await withdrawPart(api, subject)) === 'already') return changed(change, own, 'already-ended');
      if (!isShared(connection)) await closeAlertsOfEnded(api, subject);
      return changed(change, path, 'withdrawn');
    case 'suspend':
    case 'resume': {
      const suspended = form.get('action') === 'suspend';
      const outcome = await suspendConnection(api, subject, suspended);
      if (outcome === 'held' || outcome === 'shared') return refused(outcome);
      if (outcome === 'unknown') return again(409, { problem: api.words.connections.shrink.unknown });
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
      if (isOvertaken(form, changeable(connection.grant))) return overtaken();
      const left = {
        scopes: form.all('scope'),
        resources: keptResources(connection.grant, form.all('resource')),
      };
      const outcome = await shrinkConnection(api, subject, left, changeable(connection.grant));
      if (outcome === 'changed') return changed(change, own, 'changed');
      if (outcome === 'overtaken') return overtaken();
      const problem = api.words.connections.shrink[outcome];
      if (outcome === 'unknown') return again(409, { problem });
      const field = left.scopes.length > 0 && left.resources?.length === 0 ? 'resources' : 'scopes';
      return again(400, { problem: api.words.account.invalid.saved, problems: { [field]: problem } });
    }
    case 'limit': {
      if (isOvertaken(form, changeable(connection.grant))) return overtaken();
      const outcome = await limitAddresses(
        api,
        subject,
        form.lines('addresses'),
        changeable(connection.grant),
      );
      if (outcome.ok && outcome.value === 'changed') return changed(change, own, 'changed');
      if (outcome.ok && (outcome.value === 'held' || outcome.value === 'shared'))
        return refused(outcome.value);
      if (outcome.ok && outcome.value === 'overtaken') return overtaken();
      if (outcome.ok) return again(409, { problem: api.words.connections.shrink.unknown });
      const problems = allInWords(api.words, { addresses: outcome.problem });
      return again(400, { problem: api.words.account.invalid.saved, problems });
    }
    default:
      return notFoundPage(api);
  }
}

type Problems = { scopes?: string; resources?: string; addresses?: string };

interface Shown {
  status?: number;
  problem?: string;
  problems?: Problems;
}

/** The parts of a grant that forms change. */
function changeable({ scopes, resources, expiresAt, ipAllowlist }: Grant): JudgedGrant {
  return { scopes, resources, expiresAt, ipAllowlist };
}

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
  { problems = {}, ...extra }: Shown = {},
): Promise<Answer> {
  const { grant, client, user } = connection;
  const { path } = api.config.pages.connections;
  const did = await activityOf(api, visit.membership, connection, RECENT, { kind: 'api.called' });
  const happened = await activityOf(api, visit.membership, connection, RECENT, { exceptKind: 'api.called' });
  const names = await memberNames(api, grant.tenantId, [...did, ...happened]);
  const calls = await callsOf(api, visit.membership, connection, { days: SHOWN_DAYS });
  const alerts = await openAlerts(api, visit.membership, connection);
  const over = isRevoked(grant);
  const own = `${path}/${grant.id}`;
  const { path: activity } = api.config.pages.activity;
  const { fact, ...words } = api.words.connections;
  const body = html`${!over && alertsPanel(api, visit, alerts, { own, activity })}<section class="panel"><h2 class="hidden-visually">${words.about}</h2><dl class="facts">
<dt>${fact.state}</dt><dd>${stateBadge(api, grant)}</dd>
<dt>${fact.actsFor}</dt><dd>${user.name} (${user.email})</dd>
<dt>${fact.connected}</dt><dd>${onDay(api, grant.createdAt)}</dd>
<dt>${fact.lastChanged}</dt><dd>${atMinute(api, grant.updatedAt)}</dd>
${!over && grant.expiresAt !== null && html`<dt>${fact.ends}</dt><dd>${atMinute(api, grant.expiresAt)}</dd>`}
<dt>${fact.lastUsed}</dt><dd>${calls.last === null ? fact.notUsed : calls.last.isHour ? inHour(api, calls.last.at) : atMinute(api, calls.last.at)}</dd>
<dt>${fact.often}</dt><dd>${words.often(api.figures.number(calls.sums.allowed + calls.sums.denied), SHOWN_DAYS, calls.sums.since !== null)}</dd>
${grant.repeatedAt !== null && renewedTwice(api, grant.repeatedAt)}
${grant.connectedAccountId !== null && html`<dt>${fact.account}</dt><dd><code>${grant.connectedAccountId}</code></dd>`}
${await earlierIds(api, grant)}
<dt>${fact.clientId}</dt><dd><code>${client.id}</code></dd></dl></section>
${heldPanel(api, visit, own, connection)}
${callsPanels(api, calls.sums)}
<section class="panel"><h2>${words.lately}</h2>${activityList(api, did, names)}${
    visit.manages &&
    did.length > 0 &&
    html`<p><a href="${within(visit, activity, callsIn(grant))}">${words.allCalls}</a></p>`
  }</section>
${!over && shrinkForm(api, visit, grant, await resourceNames(api, visit, [grant]), problems)}
${!over && addressForm(api, visit, own, connection, problems.addresses)}
${await peoplePanel(api, visit, connection)}
${!over && stopForms(api, visit, own, connection)}
<section class="panel"><h2>${words.happened}</h2>${activityList(api, happened, names)}</section>
<p><a href="${within(visit, path)}">${words.all}</a></p>`;
  const end = isShared(connection) && !visit.manages ? 'withdraw' : 'revoke';
  const action =
    !over &&
    html`<a class="button danger" href="${within(visit, `${own}/${end}`)}">${end === 'revoke' ? api.words.account.revoke : words.stop.withdraw}</a>`;
  return accountPage(api, visit, {
    ...{ title: client.name, section: path, hasMoments: true, action, body },
    ...extra,
  });
}

function renewedTwice(api: PageApi, at: Instant): Html {
  const { fact, renewedTwice: text } = api.words.connections;
  return html`<dt>${fact.renewedTwice}</dt><dd>${text(atMinute(api, at))}</dd>`;
}

/** The filter of the log's page that has the calls of a connection. */
function callsIn({ connectedAccountId, clientId, userId }: Grant): Record<string, string> {
  const whose =
    connectedAccountId === null ? { client: clientId, person: userId } : { account: connectedAccountId };
  return { ...whose, part: 'calls' };
}

function shrinkForm(
  api: PageApi,
  visit: Visit,
  grant: Grant,
  names: ReadonlyMap<string, string>,
  problems: Problems,
): Html {
  const words = api.words.connections.shrink;
  return html`<section class="panel"><h2>${words.heading}</h2>
${postForm(
  visit,
  { path: `${api.config.pages.connections.path}/${grant.id}`, action: 'shrink', look: 'fields' },
  html`${seenField(changeable(grant))}${choices({
    name: 'scope',
    type: 'checkbox',
    label: words.scopes,
    hint: words.hint,
    problem: problems.scopes,
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
    label: words.resources,
    problem: problems.resources,
    options: grant.resources.map((resource) => ({
      value: resourceValue(resource),
      label: names.get(resourceValue(resource)) ?? resource.id,
      note: resource.type,
      checked: true,
    })),
  })
}
${submit(api.words.account.save)}`,
)}</section>`;
}

function addressForm(
  api: PageApi,
  visit: Visit,
  action: string,
  connection: Connection,
  problem: string | undefined,
): Fragment {
  const { grant } = connection;
  const addresses = grant.ipAllowlist ?? [];
  if (!visit.manages && (isShared(connection) || !mayChangeAddresses(grant))) {
    if (addresses.length === 0) return null;
    return html`<section class="panel"><h2>${api.words.connections.fromWhere}</h2>
<ul>${addresses.map((each) => html`<li><code>${each}</code></li>`)}</ul></section>`;
  }
  return html`<section class="panel"><h2>${api.words.connections.fromWhere}</h2>
${postForm(visit, { path: action, action: 'limit', look: 'fields' }, html`${seenField(changeable(grant))}${addressField(api, addresses, problem)}${submit(api.words.account.save)}`)}</section>`;
}

function stopForms(api: PageApi, visit: Visit, action: string, connection: Connection): Html {
  const { grant, parts, client, user } = connection;
  const { name } = client;
  const words = api.words.connections.stop;
  const withdraw = html`<a class="button danger" href="${within(visit, `${action}/withdraw`)}">${visit.manages ? words.endPart(user.name) : words.withdraw}</a>`;
  if (isShared(connection) && !visit.manages) {
    return html`<section class="panel danger-zone"><h2>${words.heading}</h2>
<p>${sharedSentence(api, visit, connection)} ${words.shared(name)}</p>
<div class="actions">${withdraw}</div></section>`;
  }
  const suspended = isSuspended(grant);
  const held = suspended && !visit.manages && !mayResume(grant);
  return html`<section class="panel danger-zone"><h2>${words.heading}</h2>
<p>${words.text(name)}${isShared(connection) && words.forAll(parts)}</p>
<div class="actions">${
    !held &&
    postForm(
      visit,
      { path: action, action: suspended ? 'resume' : 'suspend' },
      submit(suspended ? words.resume : words.suspend),
    )
  }
<a class="button danger" href="${within(visit, `${action}/revoke`)}">${api.words.account.revoke}</a>${isShared(connection) && withdraw}</div></section>`;
}

import type { Answer } from '../../http/answer.ts';
import { changeOwnClient, deleteOwnClient } from '../../manage/clients/change.ts';
import type { ClientProblems } from '../../manage/clients/input.ts';
import { deletableClient, ownClient } from '../../manage/clients/own.ts';
import { addSecret, OVERLAPS } from '../../manage/clients/secret.ts';
import { type Client, type ClientSecret, usesSecret } from '../../model/index.ts';
import { addressField, hidden, select, submit, textField } from '../controls.ts';
import { type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { clientTabs } from './client-tabs.ts';
import { KIND_WORDS, redirectField } from './clients.ts';
import { confirmPage } from './confirm.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { atMinute, onDay } from './moment.ts';
import { endpointFacts, secretPath } from './secret.ts';
import { showOnce } from './shown-once.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

const LONGEST_NAME = 80;

/** `GET …/:id`: one client with everything except its secret. */
export async function clientPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const found = await ownClient(api, visit.membership, id);
  if (!found) return notFoundPage(api);
  return detail(api, visit, found, {}, 200);
}

/** `GET …/:id/delete`: asks for confirmation before a client is deleted. */
export async function deleteClientPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const client = await deletableClient(api, visit.membership, id);
  if (!client) return notFoundPage(api);
  const { path } = api.config.pages.clients;
  const back = client.ownerUserId === visit.user.id ? `${path}/${client.id}` : path;
  return confirmPage(api, visit, {
    title: `Delete ${client.name}?`,
    section: path,
    text: html`<p>Everybody who connected ${client.name} is disconnected at once, and its tokens stop working. This cannot be undone.</p>`,
    form: { path: `${path}/${client.id}`, action: 'delete' },
    label: 'Delete for good',
    back,
  });
}

/** `GET …/:id/replace`: asks for confirmation before a secret ends, at once or soon. */
export async function replaceSecretPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const found = await ownClient(api, visit.membership, id);
  const asked = new URLSearchParams(visit.request.query).get('days');
  const days = OVERLAPS.find((each) => String(each) === asked);
  if (!found || days === undefined || !usesSecret(found.client)) return notFoundPage(api);
  const { client, secrets } = found;
  const [newest, ...older] = secrets.toSorted((a, b) => b.createdAt - a.createdAt);
  const own = `${api.config.pages.clients.path}/${client.id}`;
  return confirmPage(api, visit, {
    title: `Replace the secret of ${client.name}?`,
    section: api.config.pages.clients.path,
    text: html`<p>${newest && html`The secret that ends in <code>…${newest.hint}</code> ${OLD_SECRET[days]}. `}${
      older.length > 0 &&
      html`The one before it, which ends in ${older.map(({ hint }) => html`<code>…${hint}</code>`)}, ends now. `
    }A server that still uses a secret when it ends is refused. This cannot be undone.</p><p>The new secret is shown once.</p>`,
    form: { path: own, action: 'rotate', about: { days: String(days) } },
    label: 'Replace the secret',
    back: own,
    keep: 'Keep the old one',
  });
}

/** `POST …/:id`: changes the name or redirect URIs, adds a secret, or deletes the client. */
export async function changeClient(api: PageApi, change: Change, id: string): Promise<Answer> {
  const { form, request } = change;
  const { path } = api.config.pages.clients;
  if (form.get('action') === 'delete') {
    const ending = await deletableClient(api, change.membership, id);
    if (!ending) return notFoundPage(api);
    await deleteOwnClient(api, request, ending, change.user.id);
    return changed(change, path, 'deleted');
  }
  const found = await ownClient(api, change.membership, id);
  if (!found) return notFoundPage(api);
  const { client } = found;
  switch (form.get('action')) {
    case 'update': {
      const input = {
        // The operator may have set a name longer than a page accepts.
        name: form.text('name', Math.max(LONGEST_NAME, client.name.length)),
        redirectUris: form.lines('redirect_uris'),
        addresses: form.lines('addresses'),
      };
      const outcome = await changeOwnClient(api, request, client, input);
      if (!outcome.ok) return detail(api, change, found, outcome.problem, 400);
      return changed(change, `${path}/${client.id}`, 'changed');
    }
    case 'rotate': {
      const days = OVERLAPS.find((each) => String(each) === form.get('days'));
      if (days === undefined || !usesSecret(client)) return notFoundPage(api);
      const secret = await addSecret(api, request, client, days);
      return secret === null ? notFoundPage(api) : showOnce(api, change, secretPath(api, client), secret);
    }
    default:
      return notFoundPage(api);
  }
}

function detail(
  api: PageApi,
  visit: Visit,
  { client, secrets }: { client: Client; secrets: ClientSecret[] },
  problems: ClientProblems,
  status: number,
): Answer {
  const { path } = api.config.pages.clients;
  const action = `${path}/${client.id}`;
  const faulty = Object.keys(problems).length > 0;
  return accountPage(api, visit, {
    title: client.name,
    section: path,
    status,
    problem: faulty ? 'Nothing was saved: please look at the marked fields.' : undefined,
    body: html`${clientTabs(api, visit, client, '')}<section class="panel"><h2>About this client</h2><dl class="facts">
<dt>Client id</dt><dd><code id="client_id">${client.id}</code></dd>
<dt>Kind</dt><dd>${KIND_WORDS[client.kind]}${client.mode === 'sandbox' && html` <span class="badge warn">Sandbox</span>`}</dd>
<dt>Gets access by</dt><dd><code>${client.grantTypes.join(' ')}</code></dd>
<dt>May ask for</dt><dd><code>${client.scopes.join(' ')}</code></dd>
<dt>Created</dt><dd>${onDay(client.createdAt)}</dd></dl>${endpointFacts(api, client)}</section>
<section class="panel"><h2>Name, callback URLs and addresses</h2>
${postForm(
  visit,
  { path: action, action: 'update', look: 'fields' },
  html`${textField({ name: 'name', label: 'Name', value: client.name, required: true, maxLength: Math.max(LONGEST_NAME, client.name.length), problem: problems.name })}
${redirectField(client.redirectUris, problems.redirectUris)}
${addressField(client.settings.ipAllowlist ?? [], problems.addresses)}
${submit('Save', 'primary')}`,
)}</section>
${usesSecret(client) && secretSection(visit, action, secrets)}
<section class="panel danger-zone"><h2>Delete</h2><p>Ends ${client.name} and every connection to it.</p>
<p><a class="button danger" href="${within(visit, `${action}/delete`)}">Delete this client</a></p></section>
<p><a href="${within(visit, path)}">All clients</a></p>`,
  });
}

const OLD_SECRET = {
  7: 'works for 7 more days',
  1: 'works for one more day',
  0: 'ends now',
} as const;

function secretSection(visit: Visit, action: string, secrets: ClientSecret[]): Html {
  return html`<section class="panel"><h2>Secrets</h2>
<ul class="log">${secrets.map(
    ({ hint, createdAt, expiresAt }) =>
      html`<li><span>Ends in <code>…${hint}</code></span> <span class="soft">Created ${onDay(createdAt)}${
        expiresAt !== null && html`, works until ${atMinute(expiresAt)}`
      }</span></li>`,
  )}</ul>
<form method="get" action="${action}/replace" class="fields">${hidden('tenant', visit.membership.tenantId)}
${select({ name: 'days', label: 'The old secret', value: '7', options: OVERLAPS.map((days) => ({ value: String(days), label: OLD_SECRET[days] })) })}
${submit('Replace the secret')}</form></section>`;
}

import type { Answer } from '../../http/answer.ts';
import { changeOwnClient, deleteOwnClient } from '../../manage/clients/change.ts';
import type { ClientProblems } from '../../manage/clients/input.ts';
import { deletableClient, ownClient } from '../../manage/clients/own.ts';
import { addSecret, OVERLAPS } from '../../manage/clients/secret.ts';
import { type Client, type ClientSecret, usesSecret } from '../../model/index.ts';
import { allInWords } from '../../words/sentence.ts';
import { addressField, hidden, select, submit, textField } from '../controls.ts';
import { type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { clientTabs } from './client-tabs.ts';
import { redirectField } from './clients.ts';
import { confirmPage } from './confirm.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { atMinute, onDay } from './moment.ts';
import { endpointFacts, secretPath } from './secret.ts';
import { isOvertaken, seenField } from './seen.ts';
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
  const words = api.words.clients.deletion;
  return confirmPage(api, visit, {
    title: words.title(client.name),
    section: path,
    text: html`<p>${words.text(client.name)}</p>`,
    form: { path: `${path}/${client.id}`, action: 'delete' },
    label: words.submit,
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
  const words = api.words.clients.secrets;
  return confirmPage(api, visit, {
    title: words.title(client.name),
    section: api.config.pages.clients.path,
    text: html`<p>${newest && words.newest(html`<code>…${newest.hint}</code>`, words.overlap[days])}${
      older.length > 0 && words.before(older.map(({ hint }) => html`<code>…${hint}</code>`))
    }${words.consequence}</p><p>${words.once}</p>`,
    form: { path: own, action: 'rotate', about: { days: String(days) } },
    label: words.replace,
    back: own,
    keep: words.keep,
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
      if (isOvertaken(form, changeable(client))) {
        return detail(api, change, found, {}, 409, api.words.account.overtaken);
      }
      const outcome = await changeOwnClient(api, request, client, input);
      if (!outcome.ok) return detail(api, change, found, outcome.problem, 400);
      return changed(change, `${path}/${client.id}`, 'changed');
    }
    case 'rotate': {
      const days = OVERLAPS.find((each) => String(each) === form.get('days'));
      if (days === undefined || !usesSecret(client)) return notFoundPage(api);
      const added = await addSecret(api, request, client, days);
      return added === null
        ? notFoundPage(api)
        : showOnce(api, change, secretPath(api, client), added.secret);
    }
    default:
      return notFoundPage(api);
  }
}

/** The fields of a client that its owner can change. */
function changeable({ name, redirectUris, settings }: Client) {
  return [name, redirectUris, settings.ipAllowlist ?? null];
}

function detail(
  api: PageApi,
  visit: Visit,
  { client, secrets }: { client: Client; secrets: ClientSecret[] },
  found: ClientProblems,
  status: number,
  overtaken?: string,
): Answer {
  const problems = allInWords(api.words, found);
  const { path } = api.config.pages.clients;
  const action = `${path}/${client.id}`;
  const { about, deletion, ...words } = api.words.clients;
  const faulty = Object.keys(problems).length > 0;
  return accountPage(api, visit, {
    title: client.name,
    section: path,
    status,
    problem: overtaken ?? (faulty ? words.notSaved : undefined),
    body: html`${clientTabs(api, visit, client, '')}<section class="panel"><h2>${about.heading}</h2><dl class="facts">
<dt>${about.id}</dt><dd><code id="client_id">${client.id}</code></dd>
<dt>${about.kind}</dt><dd>${words.kind[client.kind]}${client.mode === 'sandbox' && html` <span class="badge warn">${api.words.account.sandbox}</span>`}</dd>
<dt>${about.grants}</dt><dd><code>${client.grantTypes.join(' ')}</code></dd>
<dt>${about.scopes}</dt><dd><code>${client.scopes.join(' ')}</code></dd>
<dt>${about.created}</dt><dd>${onDay(api, client.createdAt)}</dd></dl>${endpointFacts(api, client)}</section>
<section class="panel"><h2>${words.edit}</h2>
${postForm(
  visit,
  { path: action, action: 'update', look: 'fields' },
  html`${seenField(changeable(client))}${textField({ name: 'name', label: words.field.name, value: client.name, required: true, maxLength: Math.max(LONGEST_NAME, client.name.length), problem: problems.name })}
${redirectField(api, client.redirectUris, problems.redirectUris)}
${addressField(api, client.settings.ipAllowlist ?? [], problems.addresses)}
${submit(api.words.account.save, 'primary')}`,
)}</section>
${usesSecret(client) && secretSection(api, visit, action, secrets)}
<section class="panel danger-zone"><h2>${deletion.heading}</h2><p>${deletion.short(client.name)}</p>
<p><a class="button danger" href="${within(visit, `${action}/delete`)}">${deletion.button}</a></p></section>
<p><a href="${within(visit, path)}">${words.all}</a></p>`,
  });
}

function secretSection(api: PageApi, visit: Visit, action: string, secrets: ClientSecret[]): Html {
  const words = api.words.clients.secrets;
  return html`<section class="panel"><h2>${words.heading}</h2>
<ul class="log">${secrets.map(
    ({ hint, createdAt, expiresAt }) =>
      html`<li><span>${words.endsIn(html`<code>…${hint}</code>`)}</span> <span class="soft">${words.created(onDay(api, createdAt))}${
        expiresAt !== null && words.until(atMinute(api, expiresAt))
      }</span></li>`,
  )}</ul>
<form method="get" action="${action}/replace" class="fields">${hidden('tenant', visit.membership.tenantId)}
${select({ name: 'days', label: words.old, value: '7', options: OVERLAPS.map((days) => ({ value: String(days), label: words.overlap[days] })) })}
${submit(words.replace)}</form></section>`;
}

import { offeredToMembers } from '../../config/offered-grants.ts';
import type { Answer } from '../../http/answer.ts';
import { createOwnClient } from '../../manage/clients/create.ts';
import { type ClientProblems, isTaken, OFFERED_KINDS } from '../../manage/clients/input.ts';
import { othersClients } from '../../manage/clients/own.ts';
import { offeredModes, offeredScopes } from '../../manage/tokens/offered.ts';
import { type Client, DEVICE_CODE } from '../../model/index.ts';
import { allInWords } from '../../words/sentence.ts';
import { choices, hidden, submit, textArea, textField } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { onDay } from './moment.ts';
import { olderLink, onePage, placeIn, READ } from './paging.ts';
import { secretPath } from './secret.ts';
import { showOnce } from './shown-once.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** Returns the words for each grant that a member may create a client for. */
function grantChoice(
  { words }: PageApi,
  type: ReturnType<typeof offeredToMembers>[number]['type'],
): { label: string; note: Fragment } {
  const { grant, serversOnly } = words.clients;
  switch (type) {
    case 'client_credentials':
      return { label: grant[type], note: html`<code>${type}</code>, ${serversOnly}` };
    case DEVICE_CODE.type:
      return { label: grant.device_code, note: html`<code>device_code</code>` };
    default:
      return { label: grant[type], note: html`<code>${type}</code>` };
  }
}

/** Grants that are preselected. */
const BEGINS_WITH = ['authorization_code', 'refresh_token'];

/** `GET`: the clients that the user owns. */
export async function clientsPage(api: PageApi, visit: Visit): Promise<Answer> {
  const { path, title } = api.config.pages.clients;
  const words = api.words.clients;
  const { userId, tenantId } = visit.membership;
  const before = placeIn(visit, 'before');
  const { rows, last } = onePage(await api.store.clientsOwnedBy({ userId, tenantId, before, limit: READ }));
  const others = before === null ? await othersClients(api, visit.membership) : [];
  return accountPage(api, visit, {
    title,
    section: path,
    action: html`<a class="button primary" href="${within(visit, `${path}/new`)}">${words.createNew}</a>`,
    body: html`${
      rows.length === 0
        ? html`<div class="blank"><p>${words.none}</p></div>`
        : html`<ul class="rows">${rows.map((client) => clientRow(api, visit, path, client))}</ul>${olderLink(api, visit, path, 'before', last)}`
    }${
      others.length > 0 &&
      html`<h2>${words.ofOthers(visit.membership.tenantName)}</h2><ul class="rows">${others.map((client) => othersRow(api, visit, path, client))}</ul>`
    }`,
  });
}

/** `GET …/new` */
export async function newClientPage(api: PageApi, visit: Visit): Promise<Answer> {
  return clientForm(api, visit, {}, 200);
}

/** `POST`: creates a client; its page shows its id and, once, its secret. */
export async function submitClient(api: PageApi, change: Change): Promise<Answer> {
  const { form, request, membership } = change;
  const created = await createOwnClient(api, request, membership, {
    name: form.text('name', 80),
    kind: form.text('kind'),
    redirectUris: form.lines('redirect_uris'),
    scopes: form.all('scope'),
    grantTypes: form.all('grant_type'),
    mode: form.get('mode') ?? offeredModes(api.config)[0] ?? 'live',
  });
  if (!created.ok) return clientForm(api, change, created.problem, 400);
  const { client, secret } = created.value;
  return secret === null
    ? changed(change, `${api.config.pages.clients.path}/${client.id}`, 'created')
    : showOnce(api, change, secretPath(api, client), secret);
}

function clientForm(api: PageApi, visit: Visit, found: ClientProblems, status: number): Answer {
  const problems = allInWords(api.words, found);
  const { path, begins } = api.config.pages.clients;
  const { clients: words, account } = api.words;
  const { field } = words;
  const modes = offeredModes(api.config);
  const kinds = OFFERED_KINDS.filter((kind) => isTaken(api, kind));
  const chosen = kinds.find((kind) => kind === begins) ?? kinds[0];
  const scopes = offeredScopes(api.config, { toClient: true });
  const faulty = Object.keys(problems).length > 0;
  const body = postForm(
    visit,
    { path, look: 'panel fields' },
    html`${textField({ name: 'name', label: field.name, hint: field.nameHint, required: true, maxLength: 80, problem: problems.name })}
${choices({
  name: 'kind',
  type: 'radio',
  label: field.kind,
  problem: problems.kind,
  options: [
    {
      value: 'confidential' as const,
      ...field.confidential,
    },
    {
      value: 'public' as const,
      ...field.public,
    },
  ]
    .filter(({ value }) => isTaken(api, value))
    .map((option) => ({ ...option, checked: option.value === chosen })),
})}
${redirectField(api, [], problems.redirectUris)}
${choices({
  name: 'scope',
  type: 'checkbox',
  label: field.scopes,
  problem: problems.scopes,
  options: scopes.map((name) => ({
    value: name,
    label: api.config.scopes[name]?.title,
    note: html`<code>${name}</code>`,
    // A single scope is preselected, because there is no choice.
    checked: scopes.length === 1,
  })),
})}
${choices({
  name: 'grant_type',
  type: 'checkbox',
  label: field.grants,
  problem: problems.grantTypes,
  options: offeredToMembers(api.config).map(({ type }) => ({
    value: type,
    ...grantChoice(api, type),
    checked: BEGINS_WITH.includes(type),
  })),
})}
${
  modes.length > 1
    ? choices({
        name: 'mode',
        type: 'radio',
        label: field.mode,
        problem: problems.mode,
        options: modes.map((mode) => ({
          value: mode,
          label: mode === 'live' ? account.live : account.sandbox,
          checked: mode === modes[0],
        })),
      })
    : hidden('mode', modes[0] ?? 'live')
}
<div class="actions">${submit(words.create, 'primary')}<a class="button" href="${within(visit, path)}">${account.cancel}</a></div>`,
  );
  return accountPage(api, visit, {
    title: words.createTitle,
    section: path,
    status,
    problem: faulty ? account.invalid.created : undefined,
    body,
  });
}

/** The redirect URIs, one on each line. */
export function redirectField(
  { words }: PageApi,
  uris: readonly string[],
  problem: string | undefined,
): Fragment {
  const { redirect, redirectHint } = words.clients.field;
  return textArea({
    name: 'redirect_uris',
    label: redirect,
    hint: redirectHint,
    value: uris.join('\n'),
    rows: 3,
    problem,
  });
}

function othersRow(api: PageApi, visit: Visit, path: string, client: Client): Fragment {
  const { clients: words, account } = api.words;
  return html`<li><div class="what"><p class="row-title">${client.name}</p>
<p class="small soft">${words.createdOn(words.kind[client.kind], onDay(api, client.createdAt))}</p>
<p class="small soft"><code>${client.id}</code></p></div>
<a class="button danger" href="${within(visit, `${path}/${client.id}/delete`)}">${account.delete}<span class="hidden-visually"> ${client.name}</span></a></li>`;
}

function clientRow(api: PageApi, visit: Visit, path: string, client: Client): Fragment {
  const { clients: words, account } = api.words;
  return html`<li><div class="what"><p class="row-title">${client.name}${client.mode === 'sandbox' && html` <span class="badge warn">${account.sandbox}</span>`}</p>
<p class="small soft">${words.createdOn(words.kind[client.kind], onDay(api, client.createdAt))}</p>
<p class="small soft"><code>${client.id}</code></p></div>
<a class="button" href="${within(visit, `${path}/${client.id}`)}">${account.details}<span class="hidden-visually"> ${words.detailsOf(client.name)}</span></a></li>`;
}

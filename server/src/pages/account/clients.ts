import { offeredToMembers } from '../../config/offered-grants.ts';
import type { Answer } from '../../http/answer.ts';
import { createOwnClient } from '../../manage/clients/create.ts';
import { type ClientProblems, isTaken, OFFERED_KINDS } from '../../manage/clients/input.ts';
import { othersClients } from '../../manage/clients/own.ts';
import { offeredModes, offeredScopes } from '../../manage/tokens/offered.ts';
import { type Client, DEVICE_CODE } from '../../model/index.ts';
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

export const KIND_WORDS = {
  confidential: 'Server application',
  public: 'Application without a secret',
  platform: 'Platform',
} as const;

/** The words for each grant that a member may create a client for. */
const GRANT_WORDS: Record<
  ReturnType<typeof offeredToMembers>[number]['type'],
  { label: string; note: Fragment }
> = {
  authorization_code: { label: 'It asks people', note: html`<code>authorization_code</code>` },
  [DEVICE_CODE.type]: {
    label: 'It runs on a device without a browser, such as a television',
    note: html`<code>device_code</code>`,
  },
  refresh_token: {
    label: 'It stays connected when they are away',
    note: html`<code>refresh_token</code>`,
  },
  client_credentials: {
    label: 'It also acts on its own, as you and within your role',
    note: html`<code>client_credentials</code>, servers only`,
  },
};

/** Grants that are preselected. */
const BEGINS_WITH = ['authorization_code', 'refresh_token'];

/** `GET`: the clients that the user owns. */
export async function clientsPage(api: PageApi, visit: Visit): Promise<Answer> {
  const { path, title } = api.config.pages.clients;
  const { userId, tenantId } = visit.membership;
  const before = placeIn(visit, 'before');
  const { rows, last } = onePage(await api.store.clientsOwnedBy({ userId, tenantId, before, limit: READ }));
  const others = before === null ? await othersClients(api, visit.membership) : [];
  return accountPage(api, visit, {
    title,
    section: path,
    action: html`<a class="button primary" href="${within(visit, `${path}/new`)}">Create new client</a>`,
    body: html`${
      rows.length === 0
        ? html`<div class="blank"><p>You have no clients. A client is an application that asks people for access to their part of this API.</p></div>`
        : html`<ul class="rows">${rows.map((client) => clientRow(visit, path, client))}</ul>${olderLink(visit, path, 'before', last)}`
    }${
      others.length > 0 &&
      html`<h2>Made by others in ${visit.membership.tenantName}</h2><ul class="rows">${others.map((client) => othersRow(visit, path, client))}</ul>`
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

function clientForm(api: PageApi, visit: Visit, problems: ClientProblems, status: number): Answer {
  const { path, begins } = api.config.pages.clients;
  const modes = offeredModes(api.config);
  const kinds = OFFERED_KINDS.filter((kind) => isTaken(api, kind));
  const chosen = kinds.find((kind) => kind === begins) ?? kinds[0];
  const scopes = offeredScopes(api.config, { selecting: true });
  const faulty = Object.keys(problems).length > 0;
  const body = postForm(
    visit,
    { path, look: 'panel fields' },
    html`${textField({ name: 'name', label: 'Name', hint: 'People see it when the application asks them.', required: true, maxLength: 80, problem: problems.name })}
${choices({
  name: 'kind',
  type: 'radio',
  label: 'Where it runs',
  problem: problems.kind,
  options: [
    {
      value: 'confidential' as const,
      label: 'On a server',
      note: 'It can keep a secret.',
    },
    {
      value: 'public' as const,
      label: 'In a browser or on a device',
      note: 'It has no secret and proves itself with PKCE.',
    },
  ]
    .filter(({ value }) => isTaken(api, value))
    .map((option) => ({ ...option, checked: option.value === chosen })),
})}
${redirectField([], problems.redirectUris)}
${choices({
  name: 'scope',
  type: 'checkbox',
  label: 'What it may ask for',
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
  label: 'How it gets access',
  problem: problems.grantTypes,
  options: offeredToMembers(api.config).map(({ type }) => ({
    value: type,
    ...GRANT_WORDS[type],
    checked: BEGINS_WITH.includes(type),
  })),
})}
${
  modes.length > 1
    ? choices({
        name: 'mode',
        type: 'radio',
        label: 'What it works with',
        problem: problems.mode,
        options: modes.map((mode) => ({
          value: mode,
          label: mode === 'live' ? 'Live data' : 'Sandbox',
          checked: mode === modes[0],
        })),
      })
    : hidden('mode', modes[0] ?? 'live')
}
<div class="actions">${submit('Create client', 'primary')}<a class="button" href="${within(visit, path)}">Cancel</a></div>`,
  );
  return accountPage(api, visit, {
    title: 'Create a client',
    section: path,
    status,
    problem: faulty ? 'Nothing was created yet: please look at the marked fields.' : undefined,
    body,
  });
}

/** The redirect URIs, one on each line. */
export function redirectField(uris: readonly string[], problem: string | undefined): Fragment {
  return textArea({
    name: 'redirect_uris',
    label: 'Callback URLs (redirect URIs)',
    hint: 'One on each line, exactly as the application sends it.',
    value: uris.join('\n'),
    rows: 3,
    problem,
  });
}

function othersRow(visit: Visit, path: string, client: Client): Fragment {
  return html`<li><div class="what"><p class="row-title">${client.name}</p>
<p class="small soft">${KIND_WORDS[client.kind]}. Created ${onDay(client.createdAt)}.</p>
<p class="small soft"><code>${client.id}</code></p></div>
<a class="button danger" href="${within(visit, `${path}/${client.id}/delete`)}">Delete<span class="hidden-visually"> ${client.name}</span></a></li>`;
}

function clientRow(visit: Visit, path: string, client: Client): Fragment {
  return html`<li><div class="what"><p class="row-title">${client.name}${client.mode === 'sandbox' && html` <span class="badge warn">Sandbox</span>`}</p>
<p class="small soft">${KIND_WORDS[client.kind]}. Created ${onDay(client.createdAt)}.</p>
<p class="small soft"><code>${client.id}</code></p></div>
<a class="button" href="${within(visit, `${path}/${client.id}`)}">Details<span class="hidden-visually"> of ${client.name}</span></a></li>`;
}

import { catalogue } from '../../delivery/catalogue.ts';
import type { Answer } from '../../http/answer.ts';
import { ownClient } from '../../manage/clients/own.ts';
import { addEndpoint, type EndpointProblems } from '../../manage/webhooks/endpoint.ts';
import { mayTry, rowOfOwner } from '../../manage/webhooks/own.ts';
import { type Client, OWNERS_EVENTS, type WebhookEndpoint } from '../../model/index.ts';
import { choices, notice, submit, textField } from '../controls.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { clientPath, clientTabs } from './client-tabs.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { atMinute, onDay } from './moment.ts';
import { KEEP_IT, onceShown, shownBefore, showOnce } from './shown-once.ts';
import { type Change, type Visit, within } from './visit.ts';
import { endpointPath, ofOwnEndpoint } from './webhook-own.ts';

export const TOO_OFTEN = 'That was often. Wait a minute, and try again.';

/** `GET …/:id/webhooks`: where a client is told of events. */
export async function webhooksPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const found = await ownClient(api, visit.membership, id);
  if (!found) return notFoundPage(api);
  const { client } = found;
  const endpoints = await api.store.webhookEndpoints({ clientId: client.id, after: '', limit: 100 });
  return accountPage(api, visit, {
    title: client.name,
    section: api.config.pages.clients.path,
    body: html`${clientTabs(api, visit, client, '/webhooks')}
<div class="head"><h2>Webhooks</h2><a class="button primary" href="${within(visit, `${clientPath(api, client, '/webhooks')}/new`)}">Add an endpoint</a></div>
${
  endpoints.length === 0
    ? html`<div class="blank"><p>No address is told of anything yet. An endpoint gets a signed request when a connection is authorized, changed or revoked.</p></div>`
    : html`<ul class="rows">${endpoints.map((endpoint) => endpointRow(api, visit, client, endpoint))}</ul>`
}`,
  });
}

/** `GET …/:id/webhooks/new` */
export async function newEndpointPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const found = await ownClient(api, visit.membership, id);
  return found ? endpointForm(api, visit, found.client, {}, 200) : notFoundPage(api);
}

/** `POST …/:id/webhooks`: adds an endpoint; the next page shows its secret, once. */
export async function submitEndpoint(api: PageApi, change: Change, id: string): Promise<Answer> {
  const found = await ownClient(api, change.membership, id);
  if (!found) return notFoundPage(api);
  const { client } = found;
  const { form } = change;
  if (!(await mayTry(api, change.membership)))
    return endpointForm(api, change, client, { whole: TOO_OFTEN }, 429);
  const events = form.all('event');
  if (events.length === 0) {
    return endpointForm(api, change, client, { events: 'Choose at least one event.' }, 400);
  }
  const offered = eventsFor(api).map(({ type }) => type);
  const wish = {
    clientId: client.id,
    url: (form.get('url') ?? '').trim(),
    // All that are offered means later ones too.
    events: offered.every((type) => events.includes(type)) && events.length === offered.length ? [] : events,
    ordered: form.get('ordered') === 'yes',
  };
  const added = await addEndpoint(api, wish, rowOfOwner(api, change.request, client));
  if (!added.ok) return endpointForm(api, change, client, added.problem, 400);
  const { endpoint, secret } = added.value;
  return showOnce(api, change, `${endpointPath(api, client, endpoint)}/secret`, secret);
}

/** `GET …/:endpoint/secret`: an endpoint's new secret, shown once. */
export const endpointSecretPage = ofOwnEndpoint(async (api, visit, { endpoint, own }) => {
  const section = api.config.pages.clients.path;
  const secret = await onceShown(api, visit, `${own}/secret`);
  if (secret === null) {
    return shownBefore(api, visit, section, 'If nobody copied the secret, replace it with another one.', own);
  }
  return accountPage(api, visit, {
    title: 'The secret of your endpoint',
    section,
    copies: true,
    body: html`${notice('warn', html`<p>Copy the secret now. It is shown this once and cannot be shown again.</p>`)}
<section class="panel"><h2>${endpoint.url}</h2>
<div><p class="label" id="webhook-secret-label">Webhook secret</p><code class="secret" id="webhook_secret" aria-labelledby="webhook-secret-label">${secret}</code></div>
<p class="hint">The receiver verifies each request with it, by a library of Standard Webhooks. ${KEEP_IT}</p></section>
<p><a class="button" href="${within(visit, own)}">I have copied it</a></p>`,
  });
});

/** The events that a client's endpoint can be told of. */
function eventsFor({ config }: PageApi) {
  return catalogue(config).filter(({ type }) => !OWNERS_EVENTS.has(type));
}

function endpointForm(
  api: PageApi,
  visit: Visit,
  client: Client,
  problems: EndpointProblems,
  status: number,
): Answer {
  const path = clientPath(api, client, '/webhooks');
  const faulty = Object.keys(problems).length > 0;
  return accountPage(api, visit, {
    title: 'Add a webhook endpoint',
    section: api.config.pages.clients.path,
    status,
    problem: faulty
      ? (problems.whole ?? 'Nothing was added yet: please look at the marked fields.')
      : undefined,
    body: postForm(
      visit,
      { path, look: 'panel fields' },
      html`${textField({ name: 'url', label: 'Address', hint: 'Where events are sent: https, at a public host.', required: true, maxLength: 2_000, problem: problems.url })}
${choices({
  name: 'event',
  type: 'checkbox',
  label: 'Events',
  hint: 'With every box ticked it takes those of later versions too.',
  problem: problems.events,
  options: eventsFor(api).map(({ type, about }) => ({
    value: type,
    label: html`<code>${type}</code>`,
    note: about,
    checked: true,
  })),
})}
${choices({
  name: 'ordered',
  type: 'checkbox',
  label: 'Order',
  options: [
    {
      value: 'yes',
      label: 'One after the other for each connected account',
      note: 'Later events of an account wait for one that fails, until it is given up after three days.',
    },
  ],
})}
<div class="actions">${submit('Add the endpoint', 'primary')}<a class="button" href="${within(visit, path)}">Cancel</a></div>`,
    ),
  });
}

function endpointRow(api: PageApi, visit: Visit, client: Client, endpoint: WebhookEndpoint): Fragment {
  const { url, events, createdAt } = endpoint;
  return html`<li><div class="what"><p class="row-title">${new URL(url).host} ${healthBadge(endpoint)}</p>
<p class="small"><code>${url}</code></p>
<p class="small soft">${eventsInWords(events)}. Added ${onDay(createdAt)}.</p></div>
<a class="button" href="${within(visit, endpointPath(api, client, endpoint))}">Details<span class="hidden-visually"> of ${url}</span></a></li>`;
}

export function eventsInWords(events: WebhookEndpoint['events']): Html {
  return events === null
    ? html`Every event`
    : html`${events.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}`;
}

export function healthBadge({ disabledAt, failures }: WebhookEndpoint): Html {
  if (disabledAt !== null) return html`<span class="badge bad">Disabled</span>`;
  return failures > 0
    ? html`<span class="badge warn">Failing</span>`
    : html`<span class="badge good">Served</span>`;
}

/** Says that an endpoint fails, or that nothing is sent to it any more. */
export function healthNotice({ disabledAt, failures, failingSince }: WebhookEndpoint): Fragment {
  if (disabledAt !== null) {
    return notice(
      'bad',
      html`<p>Nothing is sent here since ${atMinute(disabledAt)}: every attempt had failed for five days. Mend the receiver, then send a test event. Once it is answered, the endpoint is served again, and you can send what it missed.</p>`,
    );
  }
  if (failures === 0 || failingSince === null) return null;
  const failed =
    failures === 1
      ? html`The last attempt failed, at ${atMinute(failingSince)}`
      : html`The last ${failures} attempts failed, the first of them at ${atMinute(failingSince)}`;
  return notice('warn', html`<p>${failed}. Each event is tried again for three days.</p>`);
}

import { catalogue } from '../../delivery/catalogue.ts';
import type { Answer } from '../../http/answer.ts';
import { ownClient } from '../../manage/clients/own.ts';
import { addEndpoint, type EndpointProblems } from '../../manage/webhooks/endpoint.ts';
import { mayTry, rowOfOwner } from '../../manage/webhooks/own.ts';
import { type Client, OWNERS_EVENTS, type WebhookEndpoint } from '../../model/index.ts';
import { allInWords, sentence } from '../../words/sentence.ts';
import { choices, notice, submit, textField } from '../controls.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { clientPath, clientTabs } from './client-tabs.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { atMinute, onDay } from './moment.ts';
import { onceShown, shownBefore, showOnce } from './shown-once.ts';
import { type Change, type Visit, within } from './visit.ts';
import { endpointPath, ofOwnEndpoint } from './webhook-own.ts';

/** `GET …/:id/webhooks`: where a client is told of events. */
export async function webhooksPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const found = await ownClient(api, visit.membership, id);
  if (!found) return notFoundPage(api);
  const { client } = found;
  const words = api.words.webhooks;
  const endpoints = await api.store.webhookEndpoints({ clientId: client.id, after: '', limit: 100 });
  return accountPage(api, visit, {
    title: client.name,
    section: api.config.pages.clients.path,
    body: html`${clientTabs(api, visit, client, '/webhooks')}
<div class="head"><h2>${words.heading}</h2><a class="button primary" href="${within(visit, `${clientPath(api, client, '/webhooks')}/new`)}">${words.add}</a></div>
${
  endpoints.length === 0
    ? html`<div class="blank"><p>${words.none}</p></div>`
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
    return endpointForm(api, change, client, { whole: sentence('tooOften') }, 429);
  const events = form.all('event');
  if (events.length === 0) {
    return endpointForm(api, change, client, { events: sentence('noEvent') }, 400);
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
    return shownBefore(api, visit, section, api.words.clients.secrets.lost, own);
  }
  const words = api.words.webhooks.secret;
  const { once, copied } = api.words.account;
  return accountPage(api, visit, {
    title: words.title,
    section,
    copies: true,
    body: html`${notice('warn', html`<p>${once.copySecret}</p>`)}
<section class="panel"><h2>${endpoint.url}</h2>
<div><p class="label" id="webhook-secret-label">${words.label}</p><code class="secret" id="webhook_secret" aria-labelledby="webhook-secret-label">${secret}</code></div>
<p class="hint">${words.use} ${once.keep}</p></section>
<p><a class="button" href="${within(visit, own)}">${copied}</a></p>`,
  });
});

/** The events that a client's endpoint can be told of. */
function eventsFor(api: PageApi) {
  return catalogue(api).filter(({ type }) => !OWNERS_EVENTS.has(type));
}

function endpointForm(
  api: PageApi,
  visit: Visit,
  client: Client,
  found: EndpointProblems,
  status: number,
): Answer {
  const problems = allInWords(api.words, found);
  const path = clientPath(api, client, '/webhooks');
  const { webhooks: words, account } = api.words;
  const { field } = words;
  const faulty = Object.keys(problems).length > 0;
  return accountPage(api, visit, {
    title: words.addTitle,
    section: api.config.pages.clients.path,
    status,
    problem: faulty ? (problems.whole ?? account.invalid.added) : undefined,
    body: postForm(
      visit,
      { path, look: 'panel fields' },
      html`${textField({ name: 'url', label: field.url, hint: field.urlHint, required: true, maxLength: 2_000, problem: problems.url })}
${choices({
  name: 'event',
  type: 'checkbox',
  label: field.events,
  hint: field.eventsHint,
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
  label: field.order,
  options: [
    {
      value: 'yes',
      label: field.ordered,
      note: field.orderNote,
    },
  ],
})}
<div class="actions">${submit(words.addSubmit, 'primary')}<a class="button" href="${within(visit, path)}">${account.cancel}</a></div>`,
    ),
  });
}

function endpointRow(api: PageApi, visit: Visit, client: Client, endpoint: WebhookEndpoint): Fragment {
  const { url, events, createdAt } = endpoint;
  const words = api.words.webhooks;
  return html`<li><div class="what"><p class="row-title">${new URL(url).host} ${healthBadge(api, endpoint)}</p>
<p class="small"><code>${url}</code></p>
<p class="small soft">${words.added(eventsInWords(api, events), onDay(api, createdAt))}</p></div>
<a class="button" href="${within(visit, endpointPath(api, client, endpoint))}">${api.words.account.details}<span class="hidden-visually"> ${words.detailsOf(url)}</span></a></li>`;
}

export function eventsInWords({ words }: PageApi, events: WebhookEndpoint['events']): Html {
  return events === null
    ? html`${words.webhooks.every}`
    : html`${events.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}`;
}

export function healthBadge({ words }: PageApi, { disabledAt, failures }: WebhookEndpoint): Html {
  const { disabled, failing, served } = words.webhooks.health;
  if (disabledAt !== null) return html`<span class="badge bad">${disabled}</span>`;
  return failures > 0
    ? html`<span class="badge warn">${failing}</span>`
    : html`<span class="badge good">${served}</span>`;
}

/** Says that an endpoint fails, or that nothing is sent to it any more. */
export function healthNotice(
  api: PageApi,
  { disabledAt, failures, failingSince }: WebhookEndpoint,
): Fragment {
  const words = api.words.webhooks.health;
  if (disabledAt !== null) {
    return notice('bad', html`<p>${words.disabledText(atMinute(api, disabledAt))}</p>`);
  }
  if (failures === 0 || failingSince === null) return null;
  return notice('warn', html`<p>${words.failed(failures, atMinute(api, failingSince))}</p>`);
}

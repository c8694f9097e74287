import type { Answer } from '../../http/answer.ts';
import { ownClient } from '../../manage/clients/own.ts';
import type { Client } from '../../model/index.ts';
import { notice } from '../controls.ts';
import { type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { accountPage } from './frame.ts';
import { onceShown, shownBefore } from './shown-once.ts';
import { type Visit, within } from './visit.ts';

/** Returns the path at which a client's new secret is shown. */
export function secretPath(api: PageApi, client: Client): string {
  return `${api.config.pages.clients.path}/${client.id}/secret`;
}

/** `GET …/:id/secret`: a client with its new secret, shown once. */
export async function secretPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const found = await ownClient(api, visit.membership, id);
  if (!found) return notFoundPage(api);
  const { client, secrets } = found;
  const section = api.config.pages.clients.path;
  const own = `${section}/${client.id}`;
  const secret = await onceShown(api, visit, secretPath(api, client));
  if (secret === null) {
    return shownBefore(api, visit, section, api.words.clients.secrets.lost, own);
  }
  const first = secrets.length === 1 && secrets[0]?.createdAt === client.createdAt;
  const { about, secrets: words } = api.words.clients;
  const { once, copied } = api.words.account;
  return accountPage(api, visit, {
    title: first ? words.firstTitle : words.newTitle,
    section,
    copies: true,
    body: html`${notice('warn', html`<p>${once.copySecret}</p>`)}
<section class="panel"><h2>${client.name}</h2>
<div><p class="label" id="client-id-label">${about.id}</p><code class="secret" id="client_id" aria-labelledby="client-id-label">${client.id}</code></div>
<div><p class="label" id="client-secret-label">${about.secret}</p><code class="secret" id="client_secret" aria-labelledby="client-secret-label">${secret}</code></div>
<p class="hint">${once.keep}</p></section>
<section class="panel"><h2>${about.where}</h2>${endpointFacts(api, client)}</section>
<p><a class="button" href="${within(visit, own)}">${copied}</a></p>`,
  });
}

/** Lists the endpoints that a developer has to configure, for the client's mode. */
export function endpointFacts(api: PageApi, { mode }: Client): Html {
  const { authorization, token } = api.address.endpoints;
  const { about } = api.words.clients;
  return html`<dl class="facts"><dt>${about.authorization}</dt><dd><code>${authorization}</code></dd>
<dt>${about.token}</dt><dd><code>${token}</code></dd><dt>API</dt><dd><code>${api.address.apiIn(mode)}</code></dd></dl>`;
}

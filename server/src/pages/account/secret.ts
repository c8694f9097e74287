import type { Api } from '../../api.ts';
import type { Answer } from '../../http/answer.ts';
import type { Client } from '../../model/index.ts';
import { notice } from '../controls.ts';
import { type Html, html } from '../html.ts';
import { accountPage } from './frame.ts';
import { type Visit, within } from './visit.ts';

/** A client with its new secret, shown in the answer to the post because it exists nowhere else. */
export function secretPage(
  api: Api,
  visit: Visit,
  client: Client,
  secret: string | null,
  title: string,
): Answer {
  const { path } = api.config.pages.clients;
  return accountPage(api, visit, {
    title,
    section: path,
    body: html`${
      secret !== null &&
      notice('warn', html`<p>Copy the secret now. It is shown this once and cannot be shown again.</p>`)
    }
<section class="panel"><h2>${client.name}</h2>
<div><p class="label" id="client-id-label">Client id</p><code class="secret" id="client_id" aria-labelledby="client-id-label">${client.id}</code></div>
${
  secret !== null &&
  html`<div><p class="label" id="client-secret-label">Client secret</p><code class="secret" id="client_secret" aria-labelledby="client-secret-label">${secret}</code></div>`
}</section>
<section class="panel"><h2>Where to use it</h2>${endpointFacts(api)}</section>
<p><a class="button" href="${within(visit, `${path}/${client.id}`)}">${secret === null ? 'Go on' : 'I have copied it'}</a></p>`,
  });
}

/** The addresses that a developer has to configure. */
export function endpointFacts(api: Api): Html {
  const { authorization, token } = api.address.endpoints;
  return html`<dl class="facts"><dt>Authorization</dt><dd><code>${authorization}</code></dd>
<dt>Token</dt><dd><code>${token}</code></dd><dt>API</dt><dd><code>${api.address.api}</code></dd></dl>`;
}

import type { Answer } from '../../http/answer.ts';
import { destinationOf } from '../../rules/client/destination.ts';
import { csrfToken } from '../../signin/form-token.ts';
import { treeScript } from '../assets.ts';
import { choices, hidden, notice, submit } from '../controls.ts';
import { type Fragment, filledIn, type Html, html } from '../html.ts';
import { cardPage } from '../layout.ts';
import { page } from '../page-answer.ts';
import type { PageApi } from '../page-api.ts';
import { shownAgain } from '../signed-in-form.ts';
import { expirySection } from './expiry.ts';
import { scopesSection } from './scopes.ts';
import { type ResourceChoice, resourceSection, spelled } from './tree.ts';
import type { ConsentView } from './view.ts';
import { deviceWarning, whoAsks } from './who.ts';

/** Asks a user, in words, whether a client may act for them in one tenant. */
export function consentPage(api: PageApi, view: ConsentView): Answer {
  const { consent: words } = api.words;
  const { action, client, device, visitor, resources } = view;
  const csrf = html`${hidden('csrf', csrfToken(api, visitor.session))}${device?.fields}`;
  const isEmpty = resources?.roots.every(({ things }) => things === 0) === true;
  const mayAllow = view.mayAllow && !isEmpty;
  const problem = problemIn(api, view);
  const card = html`${heading(api, view)}
${problem !== null && notice('bad', html`<p>${problem}</p>`)}
${view.again && shownAgain(api)}
${device && deviceWarning(api, client, device.userCode)}
${whoAsks(api, view)}
<form method="post" action="${action}" class="fields">${filledIn(
    view.entered ?? null,
    html`
${csrf}${hidden('consent', view.note)}
${tenantSection(api, view)}
${scopesSection(api, view)}
${resources && resourceSection(api, chosenIn(view, problem), resources)}
${expirySection(api, view.earlier)}
${whatNext(api, view)}
<div class="actions decide">${submit(words.deny, 'plain', 'decision', 'deny')}${
      mayAllow && submit(words.allow, 'primary', 'decision', 'allow')
    }</div>`,
  )}
</form>
<p class="hint">${words.next.takeBack} <a href="${api.config.pages.connections.path}">${api.config.pages.connections.title}</a>.</p>`;
  const { signedInAs, notYou } = api.words.signIn;
  const footer = html`<p>${signedInAs} <strong>${visitor.user.email}</strong>.</p>
<form method="post" action="/sign-out">${csrf}${hidden('return_to', action)}${notYou} <button type="submit" class="link-button">${words.signOut}</button></form>`;
  const scripts = resources && !isEmpty ? [treeScript] : [];
  return page(api, view.status ?? 200, cardPage(api, words.title(client.name), card, footer, scripts), {
    postsMayLeave: device === undefined,
    ownScripts: scripts.length > 0,
  });
}

function heading(api: PageApi, { client, membership, earlier, scopes, details }: ConsentView): Html {
  const { consent: words } = api.words;
  const isMore = details.length > 0 || scopes.some((name) => !earlier?.scopes.includes(name));
  const since = earlier && api.figures.day(earlier.createdAt);
  return html`<div><h1>${(earlier ? words.again : words).heading(client.name, membership.tenantName)}</h1>
${since && html`<p class="lead">${isMore ? words.again.more(since) : words.again.same(since)}</p>`}${
  client.mode === 'sandbox' &&
  html`<p class="lead"><span class="badge warn">${words.sandbox.badge}</span> ${words.sandbox.text}</p>`
}</div>`;
}

function problemIn(api: PageApi, { problem, client, membership, gone = [] }: ConsentView): string | null {
  if (problem === undefined) return null;
  const names = { client: client.name, tenant: membership.tenantName, gone: gone.map(spelled) };
  return api.words.consent.problems[problem](names);
}

const BESIDE: ReadonlySet<string> = new Set(['no_resource', 'resource_not_offered', 'resources_unavailable']);

function chosenIn({ membership, earlier, problem }: ConsentView, text: string | null): ResourceChoice {
  const isBeside = problem !== undefined && BESIDE.has(problem);
  return { membership, granted: earlier?.resources ?? [], problem: isBeside ? text : null };
}

/** One tenant is sent along; of several, the user chooses. The page has to be shown for it before it counts. */
function tenantSection(api: PageApi, { memberships, membership }: ConsentView): Fragment {
  if (memberships.length < 2) return hidden('tenant', membership.tenantId);
  const { tenant: words } = api.words.consent;
  const { word } = api.config.tenant;
  // The page is about this tenant, even if another was entered.
  const asShown = { all: () => [membership.tenantId] };
  return html`<section class="stack">${hidden('shown', membership.tenantId)}${filledIn(
    asShown,
    choices({
      name: 'tenant',
      type: 'radio',
      label: words.label(word),
      options: memberships.map(({ tenantId, tenantName }) => ({ value: tenantId, label: tenantName })),
    }),
  )}
${submit(words.show(word), 'plain', 'show', 'tenant')}</section>`;
}

function whatNext(api: PageApi, { device, redirectUri }: ConsentView): Html {
  const { next: words } = api.words.consent;
  if (device) return html`<p>${words.device(device.userCode)}</p>`;
  const to = destinationOf(redirectUri);
  const place =
    to.kind === 'app' ? words.app(to.scheme) : to.kind === 'program' ? words.program(to.host) : to.origin;
  return html`<p>${words.sent} <strong>${place}</strong>.</p>`;
}

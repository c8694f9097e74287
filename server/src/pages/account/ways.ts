import { auditEvent } from '../../audit/event.ts';
import type { Answer } from '../../http/answer.ts';
import { HAND_OVER, type OutsideAccount } from '../../model/index.ts';
import { hidden, submit } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { cardPage } from '../layout.ts';
import { notFoundPage } from '../message.ts';
import { page } from '../page-answer.ts';
import type { PageApi } from '../page-api.ts';
import { goToProvider } from '../upstream/through.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { WAYS, YOU } from './own-paths.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** Returns the panel of the user's page that leads there. */
export function waysPanel(api: PageApi, visit: Visit): Fragment {
  if (api.config.signInBy.providers.length === 0) return null;
  const { title } = api.words.elsewhere.ways;
  return html`<section class="panel" id="ways"><h2>${title}</h2>
<p><a class="button" href="${within(visit, WAYS)}">${title}</a></p></section>`;
}

/** `GET`: lists the linked accounts, and the providers that can be linked. */
export async function waysPage(api: PageApi, visit: Visit): Promise<Answer> {
  const words = api.words.elsewhere.ways;
  const accounts = await api.store.outsideAccountsOf(visit.user.id);
  return accountPage(api, visit, {
    title: words.title,
    section: YOU,
    body: html`<section class="panel">${
      accounts.length === 0
        ? html`<p>${words.none}</p>`
        : html`<ul class="log">${accounts.map((account) => wayItem(api, visit, account))}</ul>`
    }
<p class="actions">${api.config.signInBy.providers.map(
      ({ id, title }) =>
        html`<a class="button" href="${within(visit, `${WAYS}/${id}`)}">${words.link(title)}</a> `,
    )}</p></section>`,
  });
}

function wayItem(api: PageApi, visit: Visit, { source, subject, email, founding }: OutsideAccount): Fragment {
  const words = api.words.elsewhere.ways;
  const provider = api.config.signInBy.providers.find(({ issuer }) => issuer === source);
  const name = provider?.title ?? (source === HAND_OVER ? api.config.title : source);
  return html`<li><span>${name} <span class="soft">${email}</span></span> ${
    founding
      ? html`<span class="soft">${words.began}</span>`
      : postForm(visit, { path: WAYS, about: { source, subject } }, submit(words.remove, 'danger'))
  }</li>`;
}

/** `POST`: removes a linked account. */
export async function removeWay(api: PageApi, change: Change): Promise<Answer> {
  const [source, subject] = [change.form.get('source') ?? '', change.form.get('subject') ?? ''];
  const userId = change.user.id;
  const row = auditEvent(api, change.request, 'outside_account.unlinked', {
    userId,
    detail: { source, subject },
  });
  await api.store.unlinkOutside({ userId, source, subject, audit: [row] });
  return changed(change, WAYS);
}

/** `GET`: asks first, on a page whose form may lead to the provider. */
export async function linkPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  // A tenant's own provider is linked to nobody: whoever manages it could sign in as them, elsewhere too.
  const provider = api.config.signInBy.providers.find((each) => each.id === id);
  if (!provider) return notFoundPage(api);
  const words = api.words.elsewhere.ways;
  const heading = words.linkHeading(provider.title);
  const card = html`<h1>${heading}</h1>
<p>${words.linkText(provider.title)}</p>
<form method="post" action="${WAYS}/${id}">${hidden('csrf', visit.csrf)}${hidden('at', `${WAYS}/${id}`)}${hidden('tenant', visit.membership.tenantId)}
${submit(words.link(provider.title), 'wide')}</form>`;
  return page(api, 200, cardPage(api, heading, card), { postsMayLeave: true });
}

/** `POST`: begins at the provider. The account is linked when this person comes back with it, still signed in. */
export async function submitLink(api: PageApi, change: Change, id: string): Promise<Answer> {
  const known = api.config.signInBy.providers.some((each) => each.id === id);
  if (!known) return linkPage(api, change, id);
  const linking = { returnTo: WAYS, kept: null, linkTo: change.user.id, anew: null };
  return goToProvider(api, change.request, id, linking);
}

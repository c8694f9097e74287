import type { Answer } from '../../http/answer.ts';
import { exampleCall } from '../../manage/tokens/example.ts';
import { offeredScopes } from '../../manage/tokens/offered.ts';
import { revokeToken } from '../../manage/tokens/revoke.ts';
import type { PersonalToken } from '../../model/index.ts';
import { personalProblem } from '../../rules/token/standing.ts';
import { notice } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { confirmPage } from './confirm.ts';
import { accountPage } from './frame.ts';
import { atMinute, onDay } from './moment.ts';
import { olderLink, onePage, placeIn, READ } from './paging.ts';
import { onlyNamed, resourceNames } from './resource-names.ts';
import { onceShown, shownBefore } from './shown-once.ts';
import type { Operations } from './token-form.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** The most tokens of other members that a manager sees. */
const MOST = 500;

/** Why a token counts no longer, or `null` if it does. */
type Over = ReturnType<typeof personalProblem>;

/** `GET`: the user's tokens in this tenant, valid ones first. */
export async function tokensPage(api: PageApi, visit: Visit): Promise<Answer> {
  const { path, title } = api.config.pages.tokens;
  const words = api.words.tokens;
  const { userId, tenantId } = visit.membership;
  const before = placeIn(visit, 'before');
  const read = await api.store.personalTokensOf(userId, tenantId, { before, limit: READ });
  const { rows: tokens, last } = onePage(read);
  const now = api.clock.now();
  const live = tokens.filter((token) => isLive(token, now));
  const past = tokens.filter((token) => !isLive(token, now));
  const others = visit.manages ? await api.store.personalTokensOfTenant(tenantId, MOST) : [];
  const theirs = others.filter(({ token, user }) => user.id !== userId && isLive(token, now));
  const names = await resourceNames(api, visit, [...tokens, ...theirs.map(({ token }) => token)]);
  const rowOf = (token: PersonalToken, over: Over = null, whose: string | null = null) =>
    tokenRow(api, visit, token, { over, whose, names });
  const own =
    tokens.length === 0
      ? html`<div class="blank"><p>${words.none}</p></div>`
      : html`${live.length > 0 && html`<ul class="rows">${live.map((token) => rowOf(token))}</ul>`}
${past.length > 0 && html`<h2>${words.past}</h2><ul class="rows">${past.map((token) => rowOf(token, personalProblem(token, now)))}</ul>`}${olderLink(api, visit, path, 'before', last)}`;
  const body = html`${own}${
    theirs.length > 0 &&
    html`<h2>${words.ofOthers(visit.membership.tenantName)}</h2><ul class="rows">${theirs.map(({ token, user }) => rowOf(token, null, user.name))}</ul>`
  }`;
  return accountPage(api, visit, {
    title,
    section: path,
    action:
      offeredScopes(api.config, { toClient: false }).length > 0 &&
      html`<a class="button primary" href="${within(visit, `${path}/new`)}">${words.create}</a>`,
    body,
  });
}

/** `GET …/:id/token`: the new token, shown once. */
export async function tokenShownPage(
  api: PageApi,
  visit: Visit,
  id: string,
  operations: Operations,
): Promise<Answer> {
  const { path } = api.config.pages.tokens;
  const found = await tokenOf(api, visit, id);
  if (found?.user.id !== visit.user.id) return notFoundPage(api);
  const record = found.token;
  const token = await onceShown(api, visit, `${path}/${record.id}/token`);
  if (token === null) {
    return shownBefore(api, visit, path, api.words.tokens.lost, path);
  }
  const { tokens: words, account } = api.words;
  const example = exampleCall(api, { operations: [...operations] }, record, token);
  return accountPage(api, visit, {
    title: words.newTitle,
    section: path,
    copies: true,
    body: html`${notice('warn', html`<p>${account.once.copyToken}</p>`)}
<section class="panel"><h2 id="token-label">${record.name}</h2>
<code class="secret" id="token" aria-labelledby="token-label">${token}</code>
<p class="hint">${words.use(html`<code>Authorization: Bearer …</code>`, api.address.apiIn(record.mode))} ${account.once.keep}</p>${
      example !== null &&
      html`<h3 id="example-label">${words.tryIt}</h3>
<code class="secret" id="example" aria-labelledby="example-label">${example}</code>`
    }</section>
<p><a class="button" href="${within(visit, path)}">${account.copied}</a></p>`,
  });
}

/** `GET …/:id/revoke`: asks for confirmation before a token is revoked. */
export async function revokeTokenPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const { path } = api.config.pages.tokens;
  const found = await tokenOf(api, visit, id);
  if (!found) return notFoundPage(api);
  if (!isLive(found.token, api.clock.now())) return changed(visit, path, 'already-ended');
  const { token, user } = found;
  const used = token.lastUsedAt;
  const { revoke, ...words } = api.words.tokens;
  return confirmPage(api, visit, {
    title: revoke.title(token.name),
    section: path,
    text: html`<p>${user.id === visit.user.id ? revoke.own : revoke.theirs(user.name)} ${words.endsIn(token.hint)} ${used === null ? words.notUsed : words.lastUsed(atMinute(api, used))} ${revoke.undone}</p>
<p class="small soft"><code>${token.scopes.join(' ')}</code></p>`,
    form: { path: `${path}/${token.id}`, action: 'revoke' },
    label: revoke.submit,
    back: path,
  });
}

/** `POST …/:id`: revokes a token. */
export async function changeToken(api: PageApi, change: Change, id: string): Promise<Answer> {
  if (change.form.get('action') !== 'revoke') return notFoundPage(api);
  const outcome = await revokeToken(api, change.request, change.membership, id);
  if (outcome === 'unknown') return notFoundPage(api);
  const done = outcome === 'already' ? 'already-ended' : 'token-revoked';
  return changed(change, api.config.pages.tokens.path, done);
}

function tokenRow(
  api: PageApi,
  visit: Visit,
  token: PersonalToken,
  { over, whose, names }: { over: Over; whose: string | null; names: ReadonlyMap<string, string> },
): Fragment {
  const { path } = api.config.pages.tokens;
  const live = over === null;
  const { tokens: words, account } = api.words;
  const state = over === 'token_revoked' ? words.revoked : words.expired;
  return html`<li><div class="what"><p class="row-title">${token.name}${token.mode === 'sandbox' && html` <span class="badge warn">${account.sandbox}</span>`}${!live && html` <span class="badge bad">${state}</span>`}</p>
<p class="small soft"><code>${token.scopes.join(' ')}</code>${token.resources && html` ${onlyNamed(api, token.resources, names)}`}</p>
<p class="small soft">${whose !== null && words.of(whose)}${words.endsIn(token.hint)} ${token.lastUsedAt === null ? words.notUsed : words.lastUsed(atMinute(api, token.lastUsedAt))} ${
    live && (token.expiresAt === null ? words.neverExpires : words.expires(onDay(api, token.expiresAt)))
  }${token.ipAllowlist && words.onlyFrom(token.ipAllowlist.join(', '))}</p></div>
${
  live &&
  html`<a class="button danger" href="${within(visit, `${path}/${token.id}/revoke`)}">${account.revoke}<span class="hidden-visually"> ${token.name}</span></a>`
}</li>`;
}

/** Returns a token of the user or, for a manager, of any member of the tenant. */
async function tokenOf(api: PageApi, { user, membership, manages }: Visit, id: string) {
  const found = await api.store.personalTokenOfTenant(id, membership.tenantId);
  return found && (manages || found.user.id === user.id) ? found : null;
}

function isLive(token: PersonalToken, now: number): boolean {
  return personalProblem(token, now) === null;
}

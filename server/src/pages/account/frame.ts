import type { Answer } from '../../http/answer.ts';
import { type Asset, copyScript, timeZoneScript } from '../assets.ts';
import { hidden, notice, select, submit } from '../controls.ts';
import { DASHBOARD } from '../dashboard-path.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { brand, document } from '../layout.ts';
import { page } from '../page-answer.ts';
import type { PageApi } from '../page-api.ts';
import { SIGN_OUT } from '../sign-in.ts';
import { shownAgain } from '../signed-in-form.ts';
import { type Visit, within } from './visit.ts';

export interface AccountView {
  title: string;
  /** The path of the page's section, for the navigation. */
  section: string;
  body: Fragment;
  /** An element beside the heading, such as a button for adding one. */
  action?: Fragment;
  lead?: Fragment;
  status?: number;
  problem?: string | undefined;
  /** The result of the last action, in a sentence. */
  done?: string | undefined;
  /** Secrets on the page get a copy button, if scripts run. */
  copies?: boolean;
  /** People read times of day here, so a browser that did not tell its time zone is asked, if scripts run. */
  hasMoments?: boolean;
  /** Further scripts of the page. */
  scripts?: Asset[];
}

/** Returns a page of the account section: user and tenant on top, navigation beside the content. */
export function accountPage(api: PageApi, visit: Visit, view: AccountView): Answer {
  const word = new URLSearchParams(visit.request.query).get('done') ?? '';
  const { done: DONE, account: words, layout } = api.words;
  // The address chooses among our sentences, so it cannot put words on our page.
  const done = view.done ?? (Object.hasOwn(DONE, word) ? DONE[word as keyof typeof DONE] : undefined);
  const body = html`<a class="skip" href="#content">${layout.skip}</a>
<header class="topbar">${brand(api, within(visit, '/account'))}
<button type="button" class="button menu-button" popovertarget="menu">${words.nav.menu}</button></header>
<div class="columns">
<nav class="side" id="menu" aria-label="${api.config.pages.section}" popover>
${navigation(api, visit, view.section)}
${tenantSwitch(api, visit)}
<div class="who"><a href="${within(visit, '/account/you')}">${visit.user.name}</a>
<p class="small soft">${breakable(visit.user.email)}</p>
<form method="post" action="${SIGN_OUT}">${hidden('csrf', visit.csrf)}<button type="submit" class="link-button">${words.nav.signOut}</button></form></div></nav>
<main class="content" id="content" tabindex="-1"${view.copies && copyWords(api)}>
<div class="head"><h1>${view.title}</h1>${view.action}</div>
${view.lead && html`<p class="lead soft">${view.lead}</p>`}
${view.problem && notice('bad', html`<p>${view.problem}</p>`)}
${!view.problem && done && notice('good', html`<p>${done}</p>`)}
${visit.entered?.again && shownAgain(api)}
${view.body}
</main></div>`;
  const scripts = [
    ...(view.hasMoments && !api.zoneKnown ? [timeZoneScript] : []),
    ...(view.copies ? [copyScript] : []),
    ...(view.scripts ?? []),
  ];
  const shown = { ...api, at: api.at ?? visit.at };
  return page(api, view.status ?? 200, document(shown, view.title, body, scripts), {
    ownScripts: scripts.length > 0,
  });
}

/** The texts of the script that copies secrets. */
function copyWords({ words }: PageApi): Html {
  const { copy, copied, selected } = words.account.copying;
  return html` data-copy="${copy}" data-copied="${copied}" data-selected="${selected}"`;
}

/** Returns the sections of the account pages that the visitor may open. */
export function sections(api: PageApi, visit: Visit): { title: string; path: string; about: string }[] {
  const { connections, tokens, clients, members, activity } = api.config.pages;
  const { about } = api.words.account;
  return [
    { ...connections, about: about.connections },
    ...(api.config.personalTokens ? [{ ...tokens, about: about.tokens }] : []),
    { ...clients, about: about.clients },
    ...(visit.manages ? [{ ...members, about: about.people(visit.membership.tenantName) }] : []),
    { ...activity, about: visit.manages ? about.activity : about.ownActivity },
  ];
}

function navigation(api: PageApi, visit: Visit, current: string): Html {
  return html`<h2>${api.config.pages.section}</h2>
<ul>${sections(api, visit).map(
    ({ title, path }) =>
      html`<li><a href="${within(visit, path)}"${path === current && html` aria-current="page"`}>${title}</a></li>`,
  )}<li><a href="${DASHBOARD}">${api.words.dashboard.link}</a></li></ul>`;
}

/** Returns an address that a narrow column breaks before its host rather than within a word. */
function breakable(email: string): Fragment {
  const at = email.lastIndexOf('@');
  return html`${email.slice(0, at)}<wbr>${email.slice(at)}`;
}

function tenantSwitch(api: PageApi, visit: Visit): Fragment {
  const { word } = api.config.tenant;
  const label = `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`;
  if (visit.memberships.length < 2) {
    return html`<div class="tenant"><p class="small soft">${label}</p><p>${visit.membership.tenantName}</p></div>`;
  }
  // Leads to the overview, not the same page: a connection of one tenant does not exist in another.
  return html`<div class="tenant"><form method="get" action="/account">${select({
    name: 'tenant',
    id: 'tenant-switch',
    label,
    value: visit.membership.tenantId,
    options: visit.memberships.map(({ tenantId, tenantName }) => ({ value: tenantId, label: tenantName })),
  })}${submit(api.words.account.nav.switch)}</form></div>`;
}

import type { Answer } from '../../http/answer.ts';
import { copyScript } from '../assets.ts';
import { hidden, notice, select, submit } from '../controls.ts';
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
}

/** The values of `done` in the URL. A fixed list, so that a URL cannot put words on our page. */
const DONE: Record<string, string> = {
  revoked: 'The connection was revoked. Everything issued for it stopped working at once.',
  ended: 'The connection was ended. Its tokens stopped working at once.',
  suspended: 'The connection is suspended. Nothing can be done with it until you resume it.',
  resumed: 'The connection works again.',
  withdrawn: 'That user’s part of the connection has ended.',
  released: 'Its user decides about the connection again.',
  dismissed: 'Thank you. The alert is closed.',
  changed: 'Your changes are saved.',
  'token-revoked': 'The token was revoked and works no longer.',
  created: 'Your client was created.',
  deleted: 'The client was deleted, with everything that was issued to it.',
  'webhook-removed': 'The endpoint was removed. Nothing more is sent there.',
  role: 'The role was changed. It counts from the next call.',
  'role-removed': 'The role was removed.',
  'member-removed': 'The person was removed. Their connections and tokens here stopped working at once.',
  'signed-out': 'Every session of this person ended.',
  password: 'Your password was changed. You are signed out in every other browser.',
  mails: 'Your choice is saved.',
  'signed-out-elsewhere': 'You are signed out in every other browser.',
};

/** Returns a page of the account section: user and tenant on top, navigation beside the content. */
export function accountPage(api: PageApi, visit: Visit, view: AccountView): Answer {
  const word = new URLSearchParams(visit.request.query).get('done') ?? '';
  const done = view.done ?? (Object.hasOwn(DONE, word) ? DONE[word] : undefined);
  const body = html`<a class="skip" href="#content">Skip to the content</a>
<header class="topbar">${brand(api, within(visit, '/account'))}
<div class="who"><a href="${within(visit, '/account/you')}">${visit.user.email}</a>
<form method="post" action="${SIGN_OUT}">${hidden('csrf', visit.csrf)}<button type="submit" class="link-button">Sign out</button></form></div></header>
<div class="columns">
<nav class="side" aria-label="${api.config.pages.section}">${navigation(api, visit, view.section)}${tenantSwitch(api, visit)}</nav>
<main class="content" id="content">
<div class="head"><h1>${view.title}</h1>${view.action}</div>
${view.lead && html`<p class="lead soft">${view.lead}</p>`}
${view.problem && notice('bad', html`<p>${view.problem}</p>`)}
${!view.problem && done && notice('good', html`<p>${done}</p>`)}
${visit.entered?.again && shownAgain(api)}
${view.body}
</main></div>`;
  const { copies = false } = view;
  return page(api, view.status ?? 200, document(api, view.title, body, copies ? [copyScript] : []), {
    ownScripts: copies,
  });
}

/** Returns the sections of the account pages that the visitor may open. */
export function sections(api: PageApi, visit: Visit): { title: string; path: string; about: string }[] {
  const { connections, tokens, clients, members, activity } = api.config.pages;
  const { word } = api.config.tenant;
  return [
    { ...connections, about: 'Who can act for you, what they may do, and how to stop them.' },
    ...(api.config.personalTokens
      ? [{ ...tokens, about: 'Keys for your own scripts, limited to what each one needs.' }]
      : []),
    { ...clients, about: 'Applications that you develop, with their ids and secrets.' },
    ...(visit.manages ? [{ ...members, about: `Who belongs to this ${word}, and in which role.` }] : []),
    ...(visit.manages
      ? [{ ...activity, about: 'Everything that happened, by whom, and what was decided.' }]
      : []),
  ];
}

function navigation(api: PageApi, visit: Visit, current: string): Html {
  return html`<h2>${api.config.pages.section}</h2>
<ul>${sections(api, visit).map(
    ({ title, path }) =>
      html`<li><a href="${within(visit, path)}"${path === current && html` aria-current="page"`}>${title}</a></li>`,
  )}</ul>`;
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
  })}${submit('Switch')}</form></div>`;
}

import type { Answer } from '../../http/answer.ts';
import { type Authority, authorityOver } from '../../manage/members/authority.ts';
import {
  type MemberProblem,
  removeMember,
  resetPassword,
  signOutMember,
} from '../../manage/members/leave.ts';
import { rolesOf } from '../../manage/members/role.ts';
import { notice } from '../controls.ts';
import { html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { confirmPage, type Question } from './confirm.ts';
import { accountPage } from './frame.ts';
import { onceShown, shownBefore, showOnce } from './shown-once.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** `GET …/:id`: one member, for a manager: to sign them out, reset their password, or remove them. */
export async function memberPage(
  api: PageApi,
  visit: Visit,
  id: string,
  extra: { status?: number; problem?: string } = {},
): Promise<Answer> {
  const authority = await authorityOver(api, visit.membership, id);
  return authority ? detail(api, visit, authority, extra) : notFoundPage(api);
}

/** `GET …/:id/remove`: asks for confirmation before a member is removed with their connections and tokens. */
export async function removeMemberPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const authority = await authorityOver(api, visit.membership, id);
  if (!authority || authority.above || authority.last) return notFoundPage(api);
  const { path } = api.config.pages.members;
  const { name } = authority.member;
  const words = api.words.people.removal;
  return confirmPage(api, visit, {
    title: words.title(name),
    section: path,
    text: html`<p>${words.text(name, visit.membership.tenantName)}</p>`,
    form: { path: `${path}/${id}`, action: 'remove' },
    label: words.submit(name),
    keep: api.words.account.cancel,
    back: `${path}/${id}`,
  });
}

/** `GET …/:id/sign-out`: asks for confirmation before a member's browsers are signed out. */
export async function signOutMemberPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const words = api.words.people.signOut;
  return askAbout(api, visit, id, (name) => ({
    title: words.title(name),
    text: html`<p>${words.text(name)}</p>`,
    action: 'sign-out',
    label: words.submit,
  }));
}

/** `GET …/:id/new-password`: asks for confirmation before a member's password is replaced. */
export async function newPasswordPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const words = api.words.people.password;
  return askAbout(api, visit, id, (name) => ({
    title: words.title(name),
    text: html`<p>${words.text(name)}</p>`,
    action: 'password',
    label: words.submit,
  }));
}

async function askAbout(
  api: PageApi,
  visit: Visit,
  id: string,
  question: (name: string) => Pick<Question, 'title' | 'text' | 'label'> & { action: string },
): Promise<Answer> {
  const authority = await authorityOver(api, visit.membership, id);
  if (!authority || authority.above) return notFoundPage(api);
  const { path: section } = api.config.pages.members;
  const own = `${section}/${id}`;
  const { action, ...asked } = question(authority.member.name);
  return confirmPage(api, visit, {
    ...asked,
    section,
    form: { path: own, action },
    back: own,
    keep: api.words.account.goBack,
  });
}

/** `POST …/:id` */
export async function changeMember(api: PageApi, change: Change, id: string): Promise<Answer> {
  const { form, request, membership } = change;
  const { path } = api.config.pages.members;
  const refuse = (problem: MemberProblem) => refusal(api, change, id, problem);
  switch (form.get('action')) {
    case 'remove': {
      const outcome = await removeMember(api, request, membership, id);
      return outcome === 'removed' ? changed(change, path, 'member-removed') : refuse(outcome);
    }
    case 'sign-out': {
      const outcome = await signOutMember(api, request, membership, id);
      return outcome === 'ended' ? changed(change, `${path}/${id}`, 'signed-out') : refuse(outcome);
    }
    case 'password': {
      const outcome = await resetPassword(api, request, membership, id);
      return outcome.ok
        ? showOnce(api, change, `${path}/${id}/password`, outcome.value)
        : refuse(outcome.problem);
    }
    default:
      return notFoundPage(api);
  }
}

function refusal(api: PageApi, change: Change, id: string, problem: MemberProblem): Promise<Answer> | Answer {
  const { tenantName } = change.membership;
  const words = api.words.people;
  switch (problem) {
    case 'unknown':
      return notFoundPage(api);
    case 'above_own':
      return memberPage(api, change, id, {
        status: 403,
        problem: words.above.act,
      });
    case 'last_manager':
      return memberPage(api, change, id, {
        status: 409,
        problem: words.noManager(tenantName),
      });
    case 'elsewhere':
      return memberPage(api, change, id, {
        status: 409,
        problem: words.elsewhere(tenantName, api.config.title),
      });
  }
}

async function detail(
  api: PageApi,
  visit: Visit,
  { member, above, last }: Authority,
  extra: { status?: number; problem?: string },
): Promise<Answer> {
  const { path } = api.config.pages.members;
  const { tenantName, tenantId } = visit.membership;
  const action = `${path}/${member.userId}`;
  const role = (await rolesOf(api, tenantId)).find(({ name }) => name === member.role);
  const { about, signOut, removal, password, ...words } = api.words.people;
  const body = html`<section class="panel"><h2 class="hidden-visually">${about.heading}</h2><dl class="facts">
<dt>${about.email}</dt><dd>${member.email}</dd><dt>${about.role}</dt><dd>${role?.title ?? member.role}</dd></dl></section>
${
  above
    ? html`<p class="soft">${words.above.short}</p>`
    : html`<section class="panel"><h2>${signOut.heading}</h2>
<p>${signOut.short(member.name)}</p>
<div class="actions"><a class="button" href="${within(visit, `${action}/sign-out`)}">${signOut.submit}</a>
<a class="button" href="${within(visit, `${action}/new-password`)}">${password.submit}</a></div></section>
<section class="panel danger-zone"><h2>${removal.heading(tenantName)}</h2>
<p>${last ? removal.last(member.name, tenantName) : removal.text(member.name, tenantName)}</p>
${!last && html`<p><a class="button danger" href="${within(visit, `${action}/remove`)}">${removal.submit(member.name)}</a></p>`}</section>`
}
<p><a href="${within(visit, path)}">${words.everybody}</a></p>`;
  return accountPage(api, visit, { title: member.name, section: path, body, ...extra });
}

/** `GET …/:id/password`: the new password of a member, shown once. */
export async function passwordPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const { path } = api.config.pages.members;
  const authority = await authorityOver(api, visit.membership, id);
  if (!authority) return notFoundPage(api);
  const words = api.words.people.password;
  const password = await onceShown(api, visit, `${path}/${id}/password`);
  if (password === null) {
    return shownBefore(api, visit, path, words.lost, `${path}/${id}`);
  }
  return accountPage(api, visit, {
    title: words.shownTitle,
    section: path,
    copies: true,
    body: html`${notice('warn', html`<p>${words.handOver}</p>`)}
<section class="panel"><h2 id="password-label">${words.label}</h2><code class="secret" id="password" aria-labelledby="password-label">${password}</code></section>
<p><a class="button" href="${within(visit, `${path}/${id}`)}">${words.done}</a></p>`,
  });
}

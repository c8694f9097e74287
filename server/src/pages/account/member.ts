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
  return confirmPage(api, visit, {
    title: `Remove ${name}?`,
    section: path,
    text: html`<p>Ends the connections and tokens that ${name} has in ${visit.membership.tenantName}, at once. Coming back brings none of them back.</p>`,
    form: { path: `${path}/${id}`, action: 'remove' },
    label: `Remove ${name}`,
    back: `${path}/${id}`,
  });
}

/** `GET …/:id/sign-out`: asks for confirmation before a member's browsers are signed out. */
export async function signOutMemberPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  return askAbout(api, visit, id, (name) => ({
    title: `Sign ${name} out everywhere?`,
    text: html`<p>Ends every browser session of ${name} at once, on every device. They have to sign in again.</p>`,
    action: 'sign-out',
    label: 'Sign out everywhere',
  }));
}

/** `GET …/:id/new-password`: asks for confirmation before a member's password is replaced. */
export async function newPasswordPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  return askAbout(api, visit, id, (name) => ({
    title: `Make a new password for ${name}?`,
    text: html`<p>The password of ${name} works no longer, and every browser session of theirs ends. You see the new one once, and have to hand it over.</p>`,
    action: 'password',
    label: 'Make a new password',
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
    keep: 'Go back',
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
  switch (problem) {
    case 'unknown':
      return notFoundPage(api);
    case 'above_own':
      return memberPage(api, change, id, {
        status: 403,
        problem: 'Their role permits more than your own, so this is for somebody with such a role.',
      });
    case 'last_manager':
      return memberPage(api, change, id, {
        status: 409,
        problem: `${tenantName} would have no manager left. Give another member that role first.`,
      });
    case 'elsewhere':
      return memberPage(api, change, id, {
        status: 409,
        problem: `They do not belong to ${tenantName} alone, so only the people behind ${api.config.title} can give them another password.`,
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
  const body = html`<section class="panel"><h2 class="hidden-visually">About this person</h2><dl class="facts">
<dt>E-mail</dt><dd>${member.email}</dd><dt>Role</dt><dd>${role?.title ?? member.role}</dd></dl></section>
${
  above
    ? html`<p class="soft">Their role permits more than your own.</p>`
    : html`<section class="panel"><h2>Signing in</h2>
<p>Ends every browser session of ${member.name}. A new password is shown to you once, and the old one works no longer.</p>
<div class="actions"><a class="button" href="${within(visit, `${action}/sign-out`)}">Sign out everywhere</a>
<a class="button" href="${within(visit, `${action}/new-password`)}">Make a new password</a></div></section>
<section class="panel danger-zone"><h2>Remove from ${tenantName}</h2>
<p>${last ? `${member.name} is the last to look after ${tenantName} and cannot be removed.` : `Ends the connections and tokens that ${member.name} has here, at once. Coming back brings none of them back.`}</p>
${!last && html`<p><a class="button danger" href="${within(visit, `${action}/remove`)}">Remove ${member.name}</a></p>`}</section>`
}
<p><a href="${within(visit, path)}">Everybody</a></p>`;
  return accountPage(api, visit, { title: member.name, section: path, body, ...extra });
}

/** `GET …/:id/password`: the new password of a member, shown once. */
export async function passwordPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const { path } = api.config.pages.members;
  const authority = await authorityOver(api, visit.membership, id);
  if (!authority) return notFoundPage(api);
  const password = await onceShown(api, visit, `${path}/${id}/password`);
  if (password === null) {
    const advice = 'If nobody noted the password, make another one.';
    return shownBefore(api, visit, path, advice, `${path}/${id}`);
  }
  return accountPage(api, visit, {
    title: 'A new password',
    section: path,
    copies: true,
    body: html`${notice('warn', html`<p>Hand it over now, by a way that nobody else reads. It is shown this once, and should be changed at the first sign-in.</p>`)}
<section class="panel"><h2 id="password-label">Password</h2><code class="secret" id="password" aria-labelledby="password-label">${password}</code></section>
<p><a class="button" href="${within(visit, `${path}/${id}`)}">I have it</a></p>`,
  });
}

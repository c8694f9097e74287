import { isWithin } from '../../access/roles.ts';
import type { Answer } from '../../http/answer.ts';
import { changeRole, changeRoleOnce } from '../../manage/members/change-role.ts';
import { type Role, rolePermissions, rolesOf } from '../../manage/members/role.ts';
import { removeRole, saveRole } from '../../manage/roles/change.ts';
import type { RoleProblems } from '../../manage/roles/input.ts';
import type { Member } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { hidden, select } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { invitationSection } from './invitations.ts';
import { moreLink, onePage, READ } from './paging.ts';
import { roleNameOf, rolePage, TICKED } from './role.ts';
import { roleSection } from './roles.ts';
import { isOvertaken } from './seen.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** `GET`: the members of the tenant with their roles, for managers. */
export async function peoplePage(
  api: PageApi,
  visit: Visit,
  extra: { status?: number; problem?: string; invitationProblem?: string } = {},
): Promise<Answer> {
  // A user without access gets the same answer as for an unknown address.
  if (!visit.manages) return notFoundPage(api);
  const { path, title } = api.config.pages.members;
  const { tenantId, tenantName } = visit.membership;
  const from = new URLSearchParams(visit.request.query).get('after');
  const after = from === null ? null : await api.store.member(from, tenantId);
  const { rows: members, last } = onePage(await api.store.membersOf({ tenantId, after, limit: READ }));
  const roles = await rolesOf(api, tenantId);
  const own = await rolePermissions(api, visit.membership);
  const { invitationProblem: problem, ...view } = extra;
  const words = api.words.people;
  return accountPage(api, visit, {
    title,
    section: path,
    lead: words.lead(tenantName),
    body: html`<ul class="rows">${members.map((member) => memberRow(api, visit, path, member, roles, own))}</ul>${last && moreLink(within(visit, path, { after: last.userId }), words.more)}${await invitationSection(api, visit, { roles, own, problem })}${await roleSection(api, visit, own)}`,
    ...view,
  });
}

/** `POST`: gives a member another role. */
export async function submitRole(api: PageApi, change: Change): Promise<Answer> {
  const { form, request, membership } = change;
  const input = { userId: form.text('user'), role: form.text('role') };
  const from = form.get('from');
  const outcome =
    from === undefined
      ? await changeRole(api, request, membership, input)
      : await changeRoleOnce(api, request, membership, { ...input, from });
  switch (outcome) {
    case 'changed':
      return changed(change, api.config.pages.members.path, 'role');
    case 'unchanged':
      return changed(change, api.config.pages.members.path);
    case 'unknown':
      return notFoundPage(api);
    case 'last_manager':
      return peoplePage(api, change, {
        status: 409,
        problem: api.words.people.noManager(membership.tenantName),
      });
    case 'overtaken':
      return peoplePage(
        api,
        { ...change, entered: null },
        {
          status: 409,
          problem: api.words.account.overtaken,
        },
      );
    case 'above_own':
      return peoplePage(api, change, {
        status: 403,
        problem: api.words.people.above.give,
      });
  }
}

function memberRow(
  api: PageApi,
  visit: Visit,
  path: string,
  member: Member,
  roles: Role[],
  own: readonly string[],
): Fragment {
  const current = roles.find(({ name }) => name === member.role);
  const options = roles.filter((role) => role.name === member.role || isWithin(role.permissions, own));
  const words = api.words.people;
  const fixed = current && !isWithin(current.permissions, own);
  return html`<li><div class="what"><p class="row-title"><a href="${within(visit, `${path}/${member.userId}`)}">${member.name}</a>${member.userId === visit.user.id && html` <span class="badge">${words.you}</span>`}</p>
<p class="small soft">${member.email}</p></div>
${
  fixed
    ? html`<p>${current.title}</p>`
    : postForm(
        visit,
        { path, about: { user: member.userId }, look: 'inline' },
        html`${hidden('from', member.role)}${select({
          name: 'role',
          id: `role-${member.userId}`,
          label: words.roleOf(member.name),
          hideLabel: true,
          value: member.role,
          options: options.map(({ name, title }) => ({ value: name, label: title })),
        })}<button type="submit" class="button">${words.change}<span class="hidden-visually"> ${words.theRoleOf(member.name)}</span></button>`,
      )
}</li>`;
}

/** `POST …/roles`: creates, changes or removes a role of this tenant. */
export async function changeCustomRole(
  api: PageApi,
  change: Change,
  known: readonly string[],
): Promise<Answer> {
  const { form, request, membership } = change;
  const { path } = api.config.pages.members;
  const refuse = (status: number, problem: string) => peoplePage(api, change, { status, problem });
  const words = api.words.people;
  const above = words.above.make;
  if (form.get('action') === 'remove') {
    switch (await removeRole(api, request, membership, form.text('name'))) {
      case 'removed':
        return changed(change, path, 'role-removed');
      case 'unknown':
        return notFoundPage(api);
      case 'in_use':
        return refuse(409, words.role.inUse);
      case 'above_own':
        return refuse(403, above);
    }
  }
  if (form.get('action') !== 'save') return notFoundPage(api);
  const input = {
    name: form.text('name') || roleNameOf(form.text('title')),
    title: form.text('title'),
    permissions: [...new Set([...form.all(TICKED), ...form.lines('permissions')])],
  };
  const again = (status: number, problem: string, problems: RoleProblems = {}) =>
    rolePage(api, change, form.get('existing') ?? null, known, { status, problem, problems });
  const made = await api.store.customRoles(membership.tenantId);
  if (isOvertaken(form, made.find(({ name }) => name === input.name) ?? null)) {
    if (form.get('existing') !== undefined) return again(409, api.words.account.overtaken);
    return again(422, api.words.account.invalid.saved, { name: sentence('roleThere', input.name) });
  }
  const outcome = await saveRole(api, request, membership, input, known);
  switch (outcome.kind) {
    case 'saved':
      return changed(change, path, 'role');
    case 'unknown':
      return notFoundPage(api);
    case 'above_own':
      return again(403, above);
    case 'problems':
      return again(422, api.words.account.invalid.saved, outcome.problems);
  }
}

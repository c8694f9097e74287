import { isWithin } from '../../access/roles.ts';
import type { Answer } from '../../http/answer.ts';
import type { RoleProblems } from '../../manage/roles/input.ts';
import type { CustomRole } from '../../model/index.ts';
import { submit, textArea, textField } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { confirmPage } from './confirm.ts';
import { postForm } from './form.ts';
import { type Visit, within } from './visit.ts';

/** Lists the roles that a tenant made, below its members. */
export async function roleSection(
  api: PageApi,
  visit: Visit,
  own: readonly string[],
  problems: RoleProblems = {},
): Promise<Fragment> {
  const path = `${api.config.pages.members.path}/roles`;
  const roles = await api.store.customRoles(visit.membership.tenantId);
  return html`<section aria-labelledby="roles" class="stack"><h2 id="roles">Roles of ${visit.membership.tenantName}</h2>
${roles.length > 0 && html`<ul class="rows">${roles.map((role) => roleRow(visit, path, role, own))}</ul>`}
${postForm(
  visit,
  { path, action: 'save', look: 'panel fields' },
  html`<p>Make a role, or change one by its name. It can permit no more than your own role does.</p>
${textField({ name: 'name', label: 'Name', hint: 'What programs call it, such as night-shift.', required: true, maxLength: 40, problem: problems.name })}
${textField({ name: 'title', label: 'Title', hint: 'What people call it.', required: true, maxLength: 80, problem: problems.title })}
${textArea({ name: 'permissions', label: 'Permissions', hint: `One on each line. A * stands for anything, and :own at the end means records that the person owns. Yours: ${own.join(', ')}.${inOtherRoles(api, own)}`, rows: 4, problem: problems.permissions })}
<div class="actions">${submit('Save role')}</div>`,
)}</section>`;
}

/** Returns permissions by name, since a role with `*` names none. */
function inOtherRoles({ config }: PageApi, own: readonly string[]): string {
  const all = Object.values(config.roles).flatMap(({ permissions }) => permissions);
  const others = [...new Set(all)].filter((each) => !own.includes(each) && isWithin([each], own));
  return others.length === 0 ? '' : ` In other roles: ${others.sort().join(', ')}.`;
}

function roleRow(visit: Visit, path: string, role: CustomRole, own: readonly string[]): Fragment {
  return html`<li><div class="what"><p class="row-title">${role.title} <code>${role.name}</code></p>
<p class="small soft"><code>${role.permissions.join(' ')}</code></p></div>
${
  isWithin(role.permissions, own) &&
  html`<a class="button danger" href="${within(visit, `${path}/${role.name}/remove`)}">Remove<span class="hidden-visually"> the role ${role.title}</span></a>`
}</li>`;
}

/** `GET …/roles/:name/remove`: asks for confirmation before a role is removed. */
export async function removeRolePage(api: PageApi, visit: Visit, name: string): Promise<Answer> {
  const role =
    visit.manages &&
    (await api.store.customRoles(visit.membership.tenantId)).find((each) => each.name === name);
  if (!role) return notFoundPage(api);
  const section = api.config.pages.members.path;
  return confirmPage(api, visit, {
    title: `Remove the role ${role.title}?`,
    section,
    text: html`<p>${visit.membership.tenantName} has it no longer. Its permissions are not kept:</p>
<p class="small soft"><code>${role.permissions.join(' ')}</code></p>`,
    form: { path: `${section}/roles`, action: 'remove', about: { name } },
    label: 'Remove the role',
    back: section,
  });
}

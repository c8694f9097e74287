import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { RoleProblems, RoleWish } from '../../manage/roles/wish.ts';
import type { CustomRole } from '../../model/index.ts';
import { hidden, submit, textArea, textField } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { formFields } from './frame.ts';
import type { Visit } from './visit.ts';

/** A role that could not be saved, with what is wrong with it. */
export interface RefusedRole {
  wish: RoleWish;
  problems: RoleProblems;
}

/** The roles that a tenant made for itself, below its people. */
export async function roleSection(
  api: Api,
  visit: Visit,
  own: string[],
  refused?: RefusedRole,
): Promise<Fragment> {
  const path = `${api.config.pages.members.path}/roles`;
  const roles = await api.store.customRoles(visit.membership.tenantId);
  const { wish = { name: '', title: '', permissions: [] }, problems = {} } = refused ?? {};
  return html`<section aria-labelledby="roles" class="stack"><h2 id="roles">Roles of ${visit.membership.tenantName}</h2>
${roles.length > 0 && html`<ul class="rows">${roles.map((role) => roleRow(visit, path, role, own))}</ul>`}
<form method="post" action="${path}" class="panel fields">${formFields(visit, 'save')}
<p>Make a role, or change one by its name. It can permit no more than your own role does.</p>
${textField({ name: 'name', label: 'Name', hint: 'What programs call it, such as night-shift.', value: wish.name, required: true, maxLength: 40, problem: problems.name })}
${textField({ name: 'title', label: 'Title', hint: 'What people call it.', value: wish.title, required: true, maxLength: 80, problem: problems.title })}
${textArea({ name: 'permissions', label: 'Permissions', hint: `One on each line. A * stands for anything, and :own at the end means records that the person owns. Yours: ${own.join(', ')}.${inOtherRoles(api, own)}`, value: wish.permissions.join('\n'), rows: 4, problem: problems.permissions })}
<div class="actions">${submit('Save role')}</div></form></section>`;
}

/** Permissions by name, since `*` as one's own names none. */
function inOtherRoles({ config }: Api, own: string[]): string {
  const all = Object.values(config.roles).flatMap(({ permissions }) => permissions);
  const others = [...new Set(all)].filter((each) => !own.includes(each) && isWithin([each], own));
  return others.length === 0 ? '' : ` In other roles: ${others.sort().join(', ')}.`;
}

function roleRow(visit: Visit, path: string, role: CustomRole, own: string[]): Fragment {
  return html`<li><div class="what"><p class="row-title">${role.title} <code>${role.name}</code></p>
<p class="small soft"><code>${role.permissions.join(' ')}</code></p></div>
${
  isWithin(role.permissions, own) &&
  html`<form method="post" action="${path}">${formFields(visit, 'remove')}${hidden('name', role.name)}<button type="submit" class="button danger">Remove<span class="hidden-visually"> the role ${role.title}</span></button></form>`
}</li>`;
}

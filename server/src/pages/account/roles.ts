import { isWithin } from '../../access/roles.ts';
import type { Answer } from '../../http/answer.ts';
import type { CustomRole } from '../../model/index.ts';
import { type Fragment, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { confirmPage } from './confirm.ts';
import { type Visit, within } from './visit.ts';

/** Lists the roles that a tenant made, below its members. */
export async function roleSection(api: PageApi, visit: Visit, own: readonly string[]): Promise<Fragment> {
  const path = `${api.config.pages.members.path}/roles`;
  const roles = await api.store.customRoles(visit.membership.tenantId);
  const words = api.words.people.role;
  return html`<section aria-labelledby="roles" class="stack"><h2 id="roles">${words.heading(visit.membership.tenantName)}</h2>
${roles.length > 0 && html`<ul class="rows">${roles.map((role) => roleRow(api, visit, path, role, own))}</ul>`}
<p><a class="button" href="${within(visit, `${path}/new`)}">${words.make}</a></p></section>`;
}

function roleRow(
  api: PageApi,
  visit: Visit,
  path: string,
  role: CustomRole,
  own: readonly string[],
): Fragment {
  return html`<li><div class="what"><p class="row-title">${role.title} <code>${role.name}</code></p>
<p class="small soft"><code>${role.permissions.join(' ')}</code></p></div>
${
  isWithin(role.permissions, own) &&
  html`<div class="actions"><a class="button" href="${within(visit, `${path}/${role.name}`)}">${api.words.people.change}<span class="hidden-visually"> ${api.words.people.role.theRole(role.title)}</span></a><a class="button danger" href="${within(visit, `${path}/${role.name}/remove`)}">${api.words.account.remove}<span class="hidden-visually"> ${api.words.people.role.theRole(role.title)}</span></a></div>`
}</li>`;
}

/** `GET …/roles/:name/remove`: asks for confirmation before a role is removed. */
export async function removeRolePage(api: PageApi, visit: Visit, name: string): Promise<Answer> {
  const role =
    visit.manages &&
    (await api.store.customRoles(visit.membership.tenantId)).find((each) => each.name === name);
  if (!role) return notFoundPage(api);
  const section = api.config.pages.members.path;
  const words = api.words.people.role;
  return confirmPage(api, visit, {
    title: words.removeTitle(role.title),
    section,
    text: html`<p>${words.removeText(visit.membership.tenantName)}</p>
<p class="small soft"><code>${role.permissions.join(' ')}</code></p>`,
    form: { path: `${section}/roles`, action: 'remove', about: { name } },
    label: words.remove,
    back: section,
  });
}

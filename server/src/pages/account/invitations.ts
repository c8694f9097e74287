import { isWithin } from '../../access/roles.ts';
import { MOST_INVITATIONS } from '../../manage/members/invite.ts';
import type { Role } from '../../manage/members/role.ts';
import type { Invitation } from '../../model/index.ts';
import { select, submit, textField } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import type { Visit } from './visit.ts';

/** Lists the invitations of a tenant below its members, with a form for another one. */
export async function invitationSection(
  api: PageApi,
  visit: Visit,
  { roles, own, problem }: { roles: readonly Role[]; own: readonly string[]; problem?: string | undefined },
): Promise<Fragment> {
  if (!api.runtime.mails) return null;
  const path = invitationsPath(api);
  const words = api.words.invitation.list;
  const open = await api.store.invitationsOf(visit.membership.tenantId, MOST_INVITATIONS);
  const given = roles.filter(({ permissions }) => isWithin(permissions, own));
  return html`<section aria-labelledby="invitations" class="stack"><h2 id="invitations">${words.heading}</h2>
${open.length > 0 && html`<ul class="rows">${open.map((each) => invitationRow(api, visit, each, roles))}</ul>`}
${postForm(
  visit,
  { path, action: 'invite', look: 'panel fields' },
  html`<p>${words.lead}</p>
${textField({ name: 'email', label: words.email, type: 'email', required: true, maxLength: 254, problem })}
${select({ name: 'role', id: 'invited-role', label: words.role, value: least(given)?.name ?? '', options: given.map(({ name, title }) => ({ value: name, label: title })) })}
<div class="actions">${submit(words.submit)}</div>`,
)}</section>`;
}

function invitationRow(
  api: PageApi,
  visit: Visit,
  { id, email, role, expiresAt }: Invitation,
  roles: readonly Role[],
): Fragment {
  const words = api.words.invitation.list;
  const title = roles.find(({ name }) => name === role)?.title ?? role;
  const date = api.figures.day(expiresAt);
  const until = expiresAt > api.clock.now() ? words.until(title, date) : words.expired(title, date);
  const button = (action: string, label: string) =>
    postForm(
      visit,
      { path: invitationsPath(api), action, about: { id }, look: 'inline' },
      html`<button type="submit" class="button">${label}<span class="hidden-visually"> ${words.about(email)}</span></button>`,
    );
  return html`<li><div class="what"><p class="row-title">${email}</p><p class="small soft">${until}</p></div>
<div class="actions">${button('again', words.again)}${button('withdraw', words.withdraw)}</div></li>`;
}

export function invitationsPath({ config }: Pick<PageApi, 'config'>): string {
  return `${config.pages.members.path}/invitations`;
}

/** The role that permits least is chosen beforehand: nobody becomes a manager by a hasty click. */
function least(roles: readonly Role[]): Role | undefined {
  const within = (one: Role) => roles.every(({ permissions }) => isWithin(one.permissions, permissions));
  return roles.find(within) ?? roles.findLast(({ managesTenant }) => !managesTenant) ?? roles.at(-1);
}

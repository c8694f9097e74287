import { isWithin } from '../../access/roles.ts';
import type { Answer } from '../../http/answer.ts';
import { rolePermissions } from '../../manage/members/role.ts';
import type { RoleProblems } from '../../manage/roles/input.ts';
import { allInWords } from '../../words/sentence.ts';
import { describedBy, hidden, notes, submit, textArea, textField } from '../controls.ts';
import { control, type Fragment, type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { seenField } from './seen.ts';
import { type Visit, within } from './visit.ts';

/** The name of the boxes of the matrix. */
export const TICKED = 'permission';

interface Shown {
  status?: number;
  problem?: string;
  problems?: RoleProblems;
}

/** `GET …/roles/new` and `GET …/roles/:name`: a role of the tenant as a matrix of permissions, for managers. */
export async function rolePage(
  api: PageApi,
  visit: Visit,
  name: string | null,
  known: readonly string[],
  { problems: found = {}, ...shown }: Shown = {},
): Promise<Answer> {
  if (!visit.manages) return notFoundPage(api);
  const made = await api.store.customRoles(visit.membership.tenantId);
  const role = made.find((each) => each.name === name);
  const own = await rolePermissions(api, visit.membership);
  const isNew = name === null;
  if ((!isNew && !role) || (role && !isWithin(role.permissions, own))) return notFoundPage(api);
  const { path } = api.config.pages.members;
  const words = api.words.people.role;
  const problems = allInWords(api.words, found);
  const offered = known.filter((each) => isWithin([each], own));
  const held = role?.permissions ?? [];
  const others = held.filter((each) => !offered.includes(each));
  return accountPage(api, visit, {
    title: role ? words.changeTitle(role.title) : words.newTitle,
    section: path,
    lead: words.text,
    ...shown,
    body: postForm(
      visit,
      { path: `${path}/roles`, action: 'save', look: 'panel fields' },
      html`${role && hidden('name', role.name)}${role && hidden('existing', role.name)}${seenField(role ?? null)}
${textField({ name: 'title', label: words.title, hint: words.titleHint, value: role?.title ?? '', required: true, maxLength: 80, problem: problems.title })}
${role === undefined && textField({ name: 'name', label: words.name, hint: words.nameHint, maxLength: 40, problem: problems.name })}
${matrix(words, offered, held, problems.permissions)}
<details${others.length > 0 && html` open`}><summary>${words.others}</summary>
${textArea({ name: 'permissions', label: words.patterns, hint: words.permissionsHint(own.join(', ')), rows: 3, value: others.join('\n') })}</details>
<div class="actions">${submit(words.save, 'primary')}<a class="button" href="${within(visit, path)}">${api.words.account.cancel}</a></div>`,
    ),
  });
}

/** Makes the name of a role of its title, for a manager who gave it none: `night-shift` of `Night shift`. */
export function roleNameOf(title: string): string {
  const letters = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const parts = letters.match(/[a-z0-9]+/g) ?? [];
  return parts
    .join('-')
    .replace(/^[-0-9]+/, '')
    .slice(0, 40)
    .replace(/-$/, '');
}

interface MatrixWords {
  permissions: string;
  matrixHint: string;
}

/** A row for each thing, a column for each act: `contact.read` stands in the row `contact` and the column `read`. */
function matrix(
  words: MatrixWords,
  offered: readonly string[],
  held: readonly string[],
  problem: string | undefined,
): Html {
  const rows = Map.groupBy(offered, (each) => parts(each).thing);
  const acts = [...Map.groupBy(offered, (each) => parts(each).act)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([act]) => act);
  const field = { name: TICKED, label: words.permissions, hint: words.matrixHint, problem };
  return control((entered) => {
    const ticked = entered === null ? held : entered.all(TICKED);
    const cell = (thing: string, act: string, all: readonly string[]): Fragment => {
      const permission = all.find((each) => parts(each).act === act);
      if (permission === undefined) return html`<td></td>`;
      return html`<td><label class="tick"><input type="checkbox" name="${TICKED}" value="${permission}"${ticked.includes(permission) && html` checked`}${problem !== undefined && permission === offered[0] && html` autofocus`}><span class="hidden-visually">${thing}: ${act}</span></label></td>`;
    };
    return html`<fieldset${describedBy(field)}><legend>${words.permissions}</legend>${notes(field)}
<div class="scrolls scrolls-sideways"><table class="matrix"><thead><tr><td></td>${acts.map((act) => html`<th scope="col">${act}</th>`)}</tr></thead>
<tbody>${[...rows].map(([thing, all]) => html`<tr><th scope="row">${thing}</th>${acts.map((act) => cell(thing, act, all))}</tr>`)}</tbody></table></div></fieldset>`;
  });
}

function parts(permission: string): { thing: string; act: string } {
  const dot = permission.lastIndexOf('.');
  return dot < 0
    ? { thing: permission, act: permission }
    : { thing: permission.slice(0, dot), act: permission.slice(dot + 1) };
}

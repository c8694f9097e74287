import { isForReading, openedBy, type RoleLeaves, roleLeaves } from '../../access/role-leaves.ts';
import { covers } from '../../access/scopes.ts';
import type { Role } from '../../manage/members/role.ts';
import type { Grant } from '../../model/index.ts';
import { optionalAmong } from '../../rules/scope/optional.ts';
import { control, type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { detailEntries } from './details.ts';
import type { ConsentView } from './view.ts';

/** As many permissions of a scope are named; a role may lack hundreds. */
const NAMED = 5;

/** A requested scope, with all that its entry says. */
interface Entry {
  name: string;
  group: 'see' | 'change' | 'about';
  /** Whether the grant that stands has it already. */
  already: boolean;
  optional: boolean;
  leaves: RoleLeaves;
}

/**
 * The rights that the client will have, in words: the new ones, by seeing and changing, then, folded, those
 * that it has already.
 */
export function scopesSection(api: PageApi, view: ConsentView): Html {
  const { scopes: words } = api.words.consent;
  const { client, membership, earlier } = view;
  const entries = view.scopes.map((name) => entryOf(api, view, name));
  const added = entries.filter(({ already }) => !already);
  const before = entries.filter(({ already }) => already);
  const details = detailEntries(api, view.details);
  const isLess = entries.some(({ leaves }) => leaves.missing.length > 0);
  const list = (some: Entry[]) => groups(api, view, some);
  return html`<section class="stack"><h2>${words.heading(client.name)}</h2>
${list(added)}${
  details.length > 0 &&
  html`${added.length > 0 && html`<h3>${words.further}</h3>`}<ul class="shares">${details}</ul>`
}${
  before.length > 0 &&
  earlier &&
  html`<details><summary>${words.already(before.length)}</summary>${list(before)}</details>`
}
<p class="hint">${words.hint(api.config.tenant.word, membership.tenantName)}${
    isLess && ` ${words.role.ask(membership.tenantName)}`
  }</p></section>`;
}

function entryOf(api: PageApi, { scopes, earlier, role }: ConsentView, name: string): Entry {
  const { config, operations = [] } = api;
  const scope = config.scopes[name];
  const opened = openedBy(config.scopes, operations, name);
  return {
    name,
    group: scope?.aboutUser ? 'about' : scope && isForReading(scope, opened) ? 'see' : 'change',
    already: earlier !== null && covers(config.scopes, earlier.scopes, [name]),
    optional: optionalAmong(config.scopes, scopes).includes(name),
    leaves: roleLeaves(opened, role.permissions),
  };
}

function groups(api: PageApi, view: ConsentView, entries: Entry[]): Fragment {
  const { scopes: words } = api.words.consent;
  const shown = (['see', 'change', 'about'] as const).flatMap((group) => {
    const inGroup = entries.filter((entry) => entry.group === group);
    return inGroup.length > 0 ? [{ group, inGroup }] : [];
  });
  return shown.map(
    ({ group, inGroup }) =>
      html`<h3>${words[group]}</h3><ul class="shares">${inGroup.map((entry) => entryItem(api, view, entry))}</ul>`,
  );
}

function entryItem(api: PageApi, { earlier, role }: ConsentView, entry: Entry): Html {
  const { scopes: words } = api.words.consent;
  const { name, optional, already } = entry;
  const scope = api.config.scopes[name];
  const said = html`${scope?.title ?? name}${scope?.dangerous && badge('warn', words.dangerous)}${
    earlier && !already && badge('good', words.isNew)
  }`;
  const left = leftByRole(api, role, entry.leaves).map((line) => html`<p class="hint">${line}</p>`);
  if (!optional) return html`<li>${said}${left}</li>`;
  // A scope that was left out before stays so until the user ticks it.
  const first = isTickedAtFirst(earlier, name);
  return control((entered) => {
    const ticked = entered ? entered.all('scope').includes(name) : first;
    return html`<li class="free"><label class="choice"><input type="checkbox" name="scope" value="${name}"${
      ticked && html` checked`
    }> <span>${said} <small>${words.optional}</small></span></label>${left}</li>`;
  });
}

function isTickedAtFirst(earlier: Grant | null, name: string): boolean {
  return earlier === null || earlier.scopes.includes(name);
}

function badge(look: 'good' | 'warn', text: string): Html {
  return html` <span class="badge ${look}">${text}</span>`;
}

function leftByRole(api: PageApi, role: Role, { nothing, missing, own }: RoleLeaves): string[] {
  const { role: words } = api.words.consent.scopes;
  const named = (permissions: readonly string[]) => {
    const rest = permissions.length - NAMED;
    return [...permissions.slice(0, NAMED), ...(rest > 0 ? [words.more(rest)] : [])].join(', ');
  };
  if (nothing) return [words.nothing(role.title, named(missing))];
  return [
    ...(missing.length > 0 ? [words.part(role.title, named(missing))] : []),
    ...(own.length > 0 ? [words.own(named(own))] : []),
  ];
}

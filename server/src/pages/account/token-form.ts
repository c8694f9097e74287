import { leastScopes } from '../../access/least-scopes.ts';
import { reachOf } from '../../access/ownership.ts';
import type { Answer } from '../../http/answer.ts';
import { includesFuture, selectable } from '../../manage/connections/selectable.ts';
import { rolePermissions } from '../../manage/members/role.ts';
import { createToken, type TokenProblems } from '../../manage/tokens/create.ts';
import { offeredLifetimes, offeredModes, offeredScopes } from '../../manage/tokens/offered.ts';
import type { Operation } from '../../model/index.ts';
import { type ResourceTree, treeOf } from '../../rules/grant/resource-tree.ts';
import { selectsResources } from '../../rules/scope/selecting.ts';
import { allInWords, type Said } from '../../words/sentence.ts';
import { treeScript } from '../assets.ts';
import { enterButton, resourceSection, searches } from '../consent/tree.ts';
import {
  addressField,
  type Choice,
  choices,
  hidden,
  notice,
  select,
  submit,
  textField,
} from '../controls.ts';
import { html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { showOnce } from './shown-once.ts';
import { type Change, type Visit, within } from './visit.ts';

export type Operations = readonly Operation[];

/** The form's own problem, beside those of the settings of a token. */
type Problems = Said<TokenProblems> & { calls?: string };

/** `GET …/new` */
export async function newTokenPage(
  api: PageApi,
  visit: Visit,
  _id: string,
  operations: Operations,
): Promise<Answer> {
  return tokenForm(api, visit, operations, {}, 200);
}

/** `POST`: creates a token with the scopes that were chosen, and the least that open the chosen calls. */
export async function submitToken(
  api: PageApi,
  change: Change,
  _id: string,
  operations: Operations,
): Promise<Answer> {
  const { form, request, membership, user } = change;
  if (searches(form)) return tokenForm(api, change, operations, {}, 200);
  const calls = form.all('call');
  const { scopes, closed } = leastScopes(api.config.scopes, {
    offered: offeredScopes(api.config, { toClient: false }),
    wanted: operations.filter(({ id }) => calls.includes(id)),
    all: operations,
  });
  if (closed.length > 0) {
    const problem = { calls: api.words.tokens.calls.closed(closed.join(', ')) };
    return tokenForm(api, change, operations, problem, 400);
  }
  const created = await createToken(
    api,
    request,
    { user, tenantId: membership.tenantId },
    {
      name: form.text('name', 80),
      scopes: [...new Set([...form.all('scope'), ...scopes])],
      resources: form.all('resource'),
      days: form.text('days'),
      addresses: form.lines('addresses'),
      mode: form.get('mode') ?? offeredModes(api.config, membership.tenantId)[0] ?? 'live',
    },
  );
  if (!created.ok) return tokenForm(api, change, operations, allInWords(api.words, created.problem), 400);
  const { token, record } = created.value;
  return showOnce(api, change, `${api.config.pages.tokens.path}/${record.id}/token`, token);
}

async function tokenForm(
  api: PageApi,
  visit: Visit,
  operations: Operations,
  problems: Problems,
  status: number,
): Promise<Answer> {
  const { path } = api.config.pages.tokens;
  const { tokens: words, account } = api.words;
  const modes = offeredModes(api.config, visit.membership.tenantId);
  const lifetimes = offeredLifetimes(api.config).map(String);
  const scopes = offeredScopes(api.config, { toClient: false });
  const calls = callsFor(api, scopes, operations, await rolePermissions(api, visit.membership));
  const tree = await treeFor(api, visit, scopes);
  const faulty = Object.keys(problems).length > 0;
  const body =
    scopes.length === 0
      ? html`<div class="blank"><p>${words.noScopes}</p></div>`
      : postForm(
          visit,
          { path, look: 'panel fields' },
          html`${tree && enterButton(words.create)}${textField({ name: 'name', ...words.name, required: true, maxLength: 80, problem: problems.name })}
${select({ name: 'days', label: words.days.label, value: lifetimes[1] ?? lifetimes[0] ?? '', options: lifetimes.map((days) => ({ value: days, label: words.days.option(days) })), problem: problems.days })}
${
  modes.length > 1
    ? choices({
        name: 'mode',
        type: 'radio',
        label: words.mode,
        problem: problems.mode,
        options: modes.map((mode) => ({
          value: mode,
          label: mode === 'live' ? account.live : account.sandbox,
          checked: mode === modes[0],
        })),
      })
    : hidden('mode', modes[0] ?? 'live')
}
${
  calls.length > 0 &&
  choices({
    name: 'call',
    type: 'checkbox',
    label: words.calls.label,
    hint: words.calls.hint,
    problem: problems.calls,
    groups: calls,
  })
}
${choices({
  name: 'scope',
  type: 'checkbox',
  label: calls.length > 0 ? words.scopes.instead : words.scopes.label,
  hint: words.scopes.hint,
  problem: problems.scopes,
  groups: [
    {
      label: words.scopes.all(scopes.length),
      open: calls.length === 0,
      options: scopes.map((name) => ({
        value: name,
        label: api.config.scopes[name]?.title,
        note: html`<code>${name}</code>`,
      })),
    },
  ],
})}
${tree === 'unavailable' && notice('bad', html`<p>${words.unlisted}</p>`)}${
  tree !== null &&
  tree !== 'unavailable' &&
  resourceSection(
    api,
    { membership: visit.membership, granted: [], problem: problems.resources ?? null },
    tree,
  )
}
${addressField(api, [], problems.addresses)}
<div class="actions">${submit(words.create, 'primary')}<a class="button" href="${within(visit, path)}">${account.cancel}</a></div>`,
        );
  return accountPage(api, visit, {
    title: words.createTitle,
    section: path,
    status,
    problem: faulty ? account.invalid.created : undefined,
    scripts: tree !== null && tree !== 'unavailable' && tree.byValue.size > 0 ? [treeScript] : [],
    body,
  });
}

/** Returns the resources that a token can be limited to, or `null` where no scope of the API selects any. */
async function treeFor(
  api: PageApi,
  { user, membership }: Visit,
  scopes: readonly string[],
): Promise<ResourceTree | 'unavailable' | null> {
  if (!selectsResources(api.config.scopes, scopes)) return null;
  const list = await selectable(api, user, membership.tenantId);
  return list === null ? 'unavailable' : treeOf(list, includesFuture(api));
}

/**
 * The calls to choose from, by their tag in the document, or else by the first part of their path that tells them apart: without those that the role refuses, and
 * those that every token can make.
 *
 * @param permitted the permissions of the user's role, as patterns
 */
function callsFor(
  { config }: PageApi,
  offered: string[],
  operations: Operations,
  permitted: readonly string[],
): { label: string; options: Choice[] }[] {
  const open = operations.filter((each) => {
    const { scopes, closed } = leastScopes(config.scopes, { offered, wanted: [each], all: [each] });
    const refused = each.permission !== null && reachOf(permitted, each.permission) === 'none';
    return !each.public && !refused && scopes.length > 0 && closed.length === 0;
  });
  const templates = open.map(({ template }) => template);
  const groups = Map.groupBy(open, ({ tag, template }) => tag ?? aboutOf(template, templates));
  return [...groups].map(([about, all]) => ({
    label: `${about} (${all.length})`,
    options: all.map(({ id, method, template, summary = id }) => ({
      value: id,
      label: html`<code>${method} ${template}</code>`,
      ...(summary === `${method} ${template}` ? {} : { note: summary }),
    })),
  }));
}

/** `contacts` of `/v1/contacts/{contact_id}`: the first part that is neither a version nor a parameter, nor where all begin. */
function aboutOf(template: string, all: readonly string[]): string {
  const parts = template.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  const telling = parts.filter(
    (part) => !/^v\d+$/.test(part) && !all.every((each) => each.split('/').includes(part)),
  );
  return telling[0] ?? parts.at(-1) ?? '/';
}

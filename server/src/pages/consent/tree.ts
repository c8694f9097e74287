import type { Membership, ResourceRef } from '../../model/index.ts';
import {
  boxesOf,
  countOf,
  type ResourceTree,
  resourceValue,
  type TreeNode,
} from '../../rules/grant/resource-tree.ts';
import { hidden, notice, submit } from '../controls.ts';
import { control, type Entered, type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import type { PostedForm } from '../posted-form.ts';

/** A shorter list is read faster than searched, and is shown opened. */
const SHORT = 12;

/** The tenant that resources are chosen in, those that are chosen already, and why a choice was refused. */
export interface ResourceChoice {
  membership: Pick<Membership, 'tenantId' | 'tenantName'>;
  granted: readonly ResourceRef[];
  problem: string | null;
}

/**
 * The resources to choose from, as boxes below each other. Containers are closed in a long list; a search
 * shows what has the text in its name, and keeps what was ticked. A box of a container has a value of its own.
 */
export function resourceSection(api: PageApi, choice: ResourceChoice, tree: ResourceTree): Html {
  const { granted, problem } = choice;
  const { resources: words } = api.words.consent;
  if (tree.roots.every(({ things }) => things === 0)) {
    return notice('warn', html`<p>${words.none(choice.membership.tenantName)}</p>`);
  }
  const gone = granted.map(resourceValue).filter((value) => !tree.byValue.has(value));
  const described = ['resource-hint', ...(problem ? ['resource-problem'] : [])];
  return control((entered) => {
    const ticked = tickedIn(entered, choice) ?? boxesOf(tree, granted);
    const find = findIn(entered);
    return html`<fieldset class="tree" aria-describedby="${described.join(' ')}"${
      tree.includesFuture && html` data-future`
    }${problem && html` tabindex="-1" autofocus`}><legend>${words.label}</legend>
<p class="hint" id="resource-hint">${tree.includesFuture ? words.future : words.existing}</p>
${problem && html`<p class="problem" id="resource-problem">${problem}</p>`}${
  gone.length > 0 && notice('warn', html`<p>${words.gone(gone.map(spelled).join(', '))}</p>`)
}${tree.byValue.size > SHORT && searchField(api, find)}
<p class="hint" role="status" data-count="${words.chosen('{}', '{all}')}" data-none="${words.noneFound}">${words.chosen(
      api.figures.number(countOf(tree, ticked)),
      api.figures.number(countOf(tree, new Set(tree.roots.map(({ value }) => value)))),
    )}</p>
${find === '' ? branches(api, tree, tree.roots, ticked, null) : found(api, tree, ticked, find)}</fieldset>`;
  });
}

/** Boxes of another tenant that the page was about before mean nothing here, even if ids are the same. */
function tickedIn(entered: Entered | null, { membership }: ResourceChoice): Set<string> | null {
  if (!entered) return null;
  const [shown = membership.tenantId] = entered.all('shown');
  return shown === membership.tenantId ? new Set(entered.all('resource')) : null;
}

/** Returns a value as a person may know it: `project 42`. */
export function spelled(value: string): string {
  return value.replace(':', ' ');
}

/** Takes Enter in a form that has the search and another button. Without it, a browser presses the first one: the search. */
export function enterButton(label: string): Html {
  return html`<button type="submit" class="hidden-visually" name="show" value="enter" tabindex="-1" aria-hidden="true" formnovalidate>${label}</button>`;
}

/** Returns whether a search was asked for: by its button, or by Enter in its field, which has another text then. */
export function searches(form: Pick<PostedForm, 'get' | 'text'>): boolean {
  const show = form.get('show');
  return show === 'find' || (show === 'enter' && form.text('find', 100) !== form.text('found', 100));
}

function findIn(entered: Entered | null): string {
  return entered?.all('find')[0]?.trim().slice(0, 100) ?? '';
}

function searchField(api: PageApi, find: string): Html {
  const { resources: words } = api.words.consent;
  return html`<div class="field"><label for="find">${words.search}</label>
<div class="find"><input id="find" name="find" type="search" value="${find}" maxlength="100" autocomplete="off" enterkeyhint="search">${hidden('found', find)}${submit(words.submit, 'plain', 'show', 'find')}</div></div>`;
}

/** The matches below their containers, and apart from them everything else that is ticked. */
function found(api: PageApi, tree: ResourceTree, ticked: ReadonlySet<string>, find: string): Html {
  const { resources: words } = api.words.consent;
  const text = find.toLocaleLowerCase(api.language);
  const matches = ({ resource }: TreeNode) =>
    resource.name.toLocaleLowerCase(api.language).includes(text) || resource.id === find;
  const shown = new Set<TreeNode>();
  let number = 0;
  const look = (node: TreeNode): boolean => {
    const below = node.children.map(look).includes(true);
    if (matches(node)) number++;
    else if (!below) return false;
    shown.add(node);
    return true;
  };
  tree.roots.forEach(look);
  const others = [...tree.byValue.values()].filter((node) => ticked.has(node.value) && !shown.has(node));
  return html`<p>${number === 0 ? words.noneFound : words.found(number, find)}</p>
${shown.size > 0 && branches(api, tree, tree.roots, ticked, shown)}${
  others.length > 0 &&
  html`<details><summary>${words.elsewhere(others.length)}</summary><ul class="choices">${others.map(
    (node) => html`<li>${box(api, node, ticked)}</li>`,
  )}</ul></details>`
}`;
}

function branches(
  api: PageApi,
  tree: ResourceTree,
  nodes: readonly TreeNode[],
  ticked: ReadonlySet<string>,
  only: ReadonlySet<TreeNode> | null,
): Html {
  const isShort = tree.byValue.size <= SHORT;
  const list = (some: readonly TreeNode[], top: boolean): Html => {
    const shown = only ? some.filter((node) => only.has(node)) : some;
    const look = isShort ? 'choices' : 'choices long';
    return html`<ul${top && html` class="${look}"`}>${shown.map(branch)}</ul>`;
  };
  const branch = (node: TreeNode): Html => {
    const { children, resource } = node;
    if (children.length === 0) return html`<li>${box(api, node, ticked)}</li>`;
    const chosen = ticked.has(node.value) ? 0 : countOf({ ...tree, roots: children }, ticked);
    const opened = isShort || only?.has(node) === true || chosen > 0;
    const { resources: words } = api.words.consent;
    return html`<li>${box(api, node, ticked)}<details${opened && html` open`}><summary>${words.inside(
      resource.name,
      children.length,
    )}${chosen > 0 && `, ${words.partly(api.figures.number(chosen))}`}</summary>${list(children, false)}</details></li>`;
  };
  return list(nodes, true);
}

function box(api: PageApi, { resource, value, things }: TreeNode, ticked: ReadonlySet<string>): Html {
  const note: Fragment =
    things === 0 ? `${resource.type}. ${api.words.consent.resources.empty}` : resource.type;
  return html`<label class="choice"><input type="checkbox" name="resource" value="${value}"${
    things === 0 ? html` disabled` : ticked.has(value) && html` checked`
  }> <span>${resource.name} <small>${note}</small></span></label>`;
}

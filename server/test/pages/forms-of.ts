import { type DefaultTreeAdapterMap, parse } from 'parse5';
import type { Page } from './visitor.ts';

type Element = DefaultTreeAdapterMap['element'];

/** One thing in a form that a person can change. */
export interface Control {
  name: string;
  type: string;
  value: string;
  /** Of a box or a radio button. */
  checked: boolean;
  /** Of a list to choose from. */
  options: string[];
}

export interface Form {
  method: string;
  action: string;
  hidden: [string, string][];
  controls: Control[];
  /** The buttons that send it: name, value and style classes. */
  buttons: { name: string | undefined; value: string; look: string }[];
}

/** The forms of a page, as a browser understands them. */
export function formsOf({ text }: Pick<Page, 'text'>): Form[] {
  return all(parse(text), ['form']).map((form) => {
    const inputs = all(form, ['input', 'textarea', 'select']);
    return {
      method: attribute(form, 'method') ?? 'get',
      action: attribute(form, 'action') ?? '',
      hidden: inputs
        .filter((each) => attribute(each, 'type') === 'hidden')
        .map((each) => [attribute(each, 'name') ?? '', attribute(each, 'value') ?? '']),
      controls: inputs.filter((each) => attribute(each, 'type') !== 'hidden').map(controlOf),
      buttons: all(form, ['button']).map((each) => ({
        name: attribute(each, 'name'),
        value: attribute(each, 'value') ?? '',
        look: attribute(each, 'class') ?? '',
      })),
    };
  });
}

/** The addresses that a page links to on its own host. */
export function linksOf({ text }: Pick<Page, 'text'>): string[] {
  return all(parse(text), ['a']).flatMap((each) => {
    const href = attribute(each, 'href');
    return href?.startsWith('/') ? [href] : [];
  });
}

/** Returns the fields that a browser sends, by the first button. */
export function sent({ hidden, controls, buttons }: Form): [string, string][] {
  const [button] = buttons;
  return [
    ...hidden,
    ...controls
      .filter(({ type, checked }) => checked || !(type === 'checkbox' || type === 'radio'))
      .map(({ name, value }): [string, string] => [name, value]),
    ...(button?.name === undefined ? [] : [[button.name, button.value] satisfies [string, string]]),
  ];
}

/** The same form on another page: for the same thing, in another session. */
export function sameIn(page: Pick<Page, 'text'>, { action, hidden }: Form): Form | undefined {
  const [path] = action.split('?');
  const bound = ['csrf', 'at', 'consent', 'found', 'form', 'kept', 'offer'];
  const about = (pairs: [string, string][]) =>
    JSON.stringify(pairs.filter(([name]) => !bound.includes(name)));
  return formsOf(page).find(
    (each) => each.action.split('?')[0] === path && about(each.hidden) === about(hidden),
  );
}

function controlOf(element: Element): Control {
  const type = element.tagName === 'input' ? (attribute(element, 'type') ?? 'text') : element.tagName;
  const options = all(element, ['option']);
  const chosen = options.find((each) => attribute(each, 'selected') !== undefined) ?? options[0];
  const values = {
    select: chosen && attribute(chosen, 'value'),
    // A browser leaves out the line break that begins it.
    textarea: element.childNodes.map((each) => ('value' in each ? each.value : '')).join(''),
  };
  return {
    name: attribute(element, 'name') ?? '',
    type,
    value: (type === 'select' || type === 'textarea' ? values[type] : attribute(element, 'value')) ?? '',
    checked: attribute(element, 'checked') !== undefined,
    options: options.map((each) => attribute(each, 'value') ?? ''),
  };
}

function all(node: DefaultTreeAdapterMap['parentNode'], tags: string[]): Element[] {
  return node.childNodes.flatMap((child) =>
    'tagName' in child ? [...(tags.includes(child.tagName) ? [child] : []), ...all(child, tags)] : [],
  );
}

function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find((each) => each.name === name)?.value;
}

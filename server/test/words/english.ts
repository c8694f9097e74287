import { parseAst } from 'rolldown/parseAst';

/**
 * Returns the texts in the source of a page that a person would read: words in a template of markup, and sentences in a
 * string. They belong into the catalogues.
 */
export function textsIn(source: string): string[] {
  const found: string[] = [];
  const walk = (node: unknown, parent: Node | null): void => {
    if (Array.isArray(node)) {
      for (const each of node) walk(each, parent);
      return;
    }
    if (!isNode(node)) return;
    if (node.type === 'TaggedTemplateExpression' && (node.tag as Node).name === 'html') {
      found.push(...wordsOfMarkup(partsOf(node.quasi as Node).join(VALUE)));
    } else if (node.type === 'TemplateLiteral' && parent?.type !== 'TaggedTemplateExpression') {
      const text = partsOf(node).join('…');
      if (isSentence(text)) found.push(text);
    } else if (node.type === 'Literal' && typeof node.value === 'string' && !isImport(parent)) {
      if (isSentence(node.value)) found.push(node.value);
    }
    for (const value of Object.values(node)) walk(value, node);
  };
  walk(parseAst(source, { lang: 'ts' }), null);
  return found;
}

interface Node {
  type: string;
  [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function isImport(parent: Node | null): boolean {
  return /^(Import|Export)/.test(parent?.type ?? '');
}

function partsOf(template: Node): string[] {
  return (template.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
}

/** Stands in markup where a value is filled in. */
const VALUE = '\ue000';

/** Between tags, and in the attributes that are read aloud. */
function wordsOfMarkup(markup: string): string[] {
  const aloud = [...markup.matchAll(/\b(?:aria-label|alt|title|placeholder)="([^"]*)"/g)].map(
    ([, text = '']) => text,
  );
  // An attribute on a condition begins with a space and has no tag in it.
  const text = /^ [^<>]*$/.test(markup) ? '' : markup.replace(/<code[^>]*>[^<]*<\/code>|<[^>]*>?/g, VALUE);
  return [...text.split(VALUE), ...aloud.flatMap((each) => each.split(VALUE))]
    .map((each) => each.trim())
    .filter((each) => /\p{L}{2}/u.test(each) && each !== 'API' && !/[()]$/.test(each));
}

/** Two words and a capital in front, or a full stop at the end: neither a class, a header nor a query. */
function isSentence(text: string): boolean {
  if (text === 'JSON Lines') return false;
  return (
    (/^\p{Lu}\p{L}+(\s|$)/u.test(text) && !/^[A-Z_]+$/.test(text)) || /\p{L}{2} \p{L}.*[.?!:]$/u.test(text)
  );
}

/** One segment of a path template: texts with a parameter between each two. A literal is a single text. */
export interface TemplateSegment {
  /** One more than `names`. The first and the last may be empty. */
  texts: readonly string[];
  names: readonly string[];
}

/** Parses a template such as `/Accounts/{Sid}.json`. */
export function readTemplate(template: string): TemplateSegment[] {
  return template.slice(1).split('/').map(readSegment);
}

function readSegment(segment: string): TemplateSegment {
  const parts = segment.split(/\{([^{}]*)\}/);
  return {
    texts: parts.filter((_, index) => index % 2 === 0),
    names: parts.filter((_, index) => index % 2 === 1),
  };
}

/** Returns the names of all parameters, in order. */
export function parameterNames(template: string): string[] {
  return readTemplate(template).flatMap(({ names }) => names);
}

/** Returns the text of a literal, or `null` for a segment with a parameter. */
export function literalOf({ texts, names }: TemplateSegment): string | null {
  return names.length === 0 ? (texts[0] ?? '') : null;
}

/** Returns whether a parameter fills the whole segment. */
export function isWhole({ texts }: TemplateSegment): boolean {
  return texts.length === 2 && texts[0] === '' && texts[1] === '';
}

/** Returns equal shapes for two segments that fit the same paths, whatever their parameters are called. */
export function shapeOf({ texts }: TemplateSegment): string {
  return texts.join('{}');
}

/**
 * Returns the values that a path segment has for the parameters, as sent, or `null` if it does not fit. A
 * value is never empty. The text between two parameters must occur exactly once between them: otherwise
 * another router could split the values elsewhere.
 */
export function valuesOf({ texts }: TemplateSegment, segment: string): string[] | null {
  const [first = '', ...others] = texts;
  const last = others.pop();
  if (last === undefined) return segment === first ? [] : null;
  const end = segment.length - last.length;
  if (!segment.startsWith(first) || !segment.endsWith(last) || end < first.length) return null;
  const values: string[] = [];
  let from = first.length;
  for (const text of others) {
    const found = segment.indexOf(text, from);
    if (found < 0 || found + text.length > end || segment.lastIndexOf(text, end - text.length) !== found)
      return null;
    values.push(segment.slice(from, found));
    from = found + text.length;
  }
  values.push(segment.slice(from, end));
  return values.includes('') ? null : values;
}

/**
 * The relation of two segments at the same place: equal, one narrower than the other, disjoint, or
 * overlapping.
 */
export type Relation = 'same' | 'narrower' | 'wider' | 'apart' | 'crossed';

export function relateSegments(one: TemplateSegment, other: TemplateSegment): Relation {
  if (shapeOf(one) === shapeOf(other)) return 'same';
  const left = literalOf(one);
  const right = literalOf(other);
  if (left !== null && right !== null) return 'apart';
  if (left !== null) return valuesOf(other, left) ? 'narrower' : 'apart';
  if (right !== null) return valuesOf(one, right) ? 'wider' : 'apart';
  return relateOpen(one, other);
}

function relateOpen(one: TemplateSegment, other: TemplateSegment): Relation {
  const [first, last] = [one.texts[0] ?? '', one.texts.at(-1) ?? ''];
  const [otherFirst, otherLast] = [other.texts[0] ?? '', other.texts.at(-1) ?? ''];
  const begins = first.startsWith(otherFirst);
  const ends = last.endsWith(otherLast);
  if (!begins && !otherFirst.startsWith(first)) return 'apart';
  if (!ends && !otherLast.endsWith(last)) return 'apart';
  if (begins && ends && other.texts.length === 2) return 'narrower';
  if (otherFirst.startsWith(first) && otherLast.endsWith(last) && one.texts.length === 2) return 'wider';
  return 'crossed';
}

/**
 * Returns how two templates relate: `apart` if no path fits both; `nested` if one is a special case of the
 * other at every segment where they differ, so that it is the one meant (OpenAPI 3.1, "Path Templating
 * Matching": "concrete (non-templated) paths would be matched before their templated counterparts"). `same`
 * and `crossed` leave it open which one is meant, as with `/{kind}/me` and `/books/{id}`.
 */
export function relate(one: string, other: string): 'apart' | 'nested' | 'same' | 'crossed' {
  return relateAll(readTemplate(one), readTemplate(other));
}

export function relateAll(
  left: readonly TemplateSegment[],
  right: readonly TemplateSegment[],
): 'apart' | 'nested' | 'same' | 'crossed' {
  if (left.length !== right.length) return 'apart';
  const found = new Set<Relation>();
  for (const [index, a] of left.entries()) {
    const b = right[index];
    const relation = b === undefined ? 'apart' : relateSegments(a, b);
    if (relation === 'apart') return 'apart';
    found.add(relation);
  }
  if (found.has('crossed') || (found.has('narrower') && found.has('wider'))) return 'crossed';
  return found.has('narrower') || found.has('wider') ? 'nested' : 'same';
}

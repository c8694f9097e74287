import type { Operation } from '../model/index.ts';
import type { Position } from './document.ts';
import { LONGEST_TEXT } from './matching/lax-readings.ts';
import { MOST_SEGMENTS } from './matching/path.ts';
import type { RouteTree } from './matching/route-tree.ts';
import {
  literalOf,
  parameterNames,
  readTemplate,
  shapeOf,
  type TemplateSegment,
} from './matching/template.ts';
import type { Complain } from './operation.ts';

const LITERAL = /^[A-Za-z0-9\-._~!$&'()*+,;=:@]*$/;
const PARAMETER = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A template of the document, its place, and how to report a fault in it. */
export interface PlacedTemplate {
  template: string;
  /** The methods of its operations. */
  methods: Set<string>;
  at: Position;
  complain: Complain;
}

/** Returns whether calls can fit a template. Reports its faults. */
export function checkTemplate(path: string, at: Position, complain: Complain): boolean {
  const problems: string[] = [];
  if (!path.startsWith('/')) problems.push('a path has to begin with a slash');
  const segments = readTemplate(path);
  if (segments.length > MOST_SEGMENTS) problems.push(`a path has ${MOST_SEGMENTS} segments at most`);
  const names = parameterNames(path);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    problems.push(...segmentProblems(segment, isLast));
    for (const name of segment.names) {
      if (names.indexOf(name) !== names.lastIndexOf(name)) problems.push(`{${name}} stands twice`);
    }
  }
  for (const problem of new Set(problems)) complain(at, problem);
  return problems.length === 0;
}

function segmentProblems(segment: TemplateSegment, isLast: boolean): string[] {
  const { texts, names } = segment;
  const shown = texts.map((text, index) => text + (index < names.length ? `{${names[index]}}` : '')).join('');
  const literal = literalOf(segment);
  if (literal === '' && !isLast) return ['an empty segment: no call could have this in its path'];
  if (literal !== null && !isLiteral(literal)) {
    return /[{}]/.test(literal)
      ? [`${shown}: a parameter stands between { and }`]
      : [`${shown}: no call could have this in its path`];
  }
  const problems: string[] = [];
  if (names.some((name) => !PARAMETER.test(name))) {
    problems.push(`${shown}: a parameter's name is letters, digits, _ and -`);
  }
  if (texts.slice(1, -1).includes('')) {
    problems.push(`${shown}: it is open where one parameter ends and the next begins`);
  }
  if (texts.some((text) => !LITERAL.test(text))) {
    problems.push(`${shown}: no call could have what stands around the parameter in its path`);
  }
  if (texts.some((text) => text.length > LONGEST_TEXT)) {
    problems.push(`${shown}: longer than ${LONGEST_TEXT} characters`);
  }
  return problems;
}

/** Returns whether a segment can stand in a path unencoded. */
export function isLiteral(segment: string): boolean {
  return LITERAL.test(segment) && segment !== '.' && segment !== '..';
}

/** Reports templates that fit the same calls: equal except for parameter names, with a method in common. */
export function checkShapes(placed: readonly PlacedTemplate[]): void {
  const byCall = new Map<string, PlacedTemplate>();
  for (const each of placed) {
    const { template, methods, at, complain } = each;
    const shape = readTemplate(template).map(shapeOf).join('/');
    // A `HEAD` request is matched as `GET` (RFC 9110 section 9.3.2).
    const calls = [...methods].map((method) => `${method === 'HEAD' ? 'GET' : method} ${shape}`);
    const same = calls.map((call) => byCall.get(call)).find((other) => other && other !== each);
    if (same) complain(at, `one path could be this and ${same.template} (line ${same.at.line})`);
    for (const call of calls) if (!byCall.has(call)) byCall.set(call, each);
  }
}

/** A value that no literal of a document equals. */
const SOME_VALUE = 'latchkey0anything';

/**
 * Reports operations that no call can reach: with any parameters, each call could be read as another
 * operation with different needs, because only letter case, a final slash or a suffix distinguishes the two.
 */
export function checkReachable(
  tree: RouteTree,
  placed: readonly PlacedTemplate[],
  operations: readonly Operation[],
): void {
  const said = new Set<string>();
  for (const { method, template } of operations) {
    const path = readTemplate(template)
      .map((segment) => segment.texts.join(SOME_VALUE))
      .join('/');
    const match = tree.match(method, `/${path}`);
    if (match.kind !== 'not_found') continue;
    for (const other of match.couldBe ?? []) {
      const pair = [template, other.template].sort().join(' ');
      const place = placed.find((each) => each.template === template);
      if (said.has(pair) || !place) continue;
      said.add(pair);
      const { complain, at } = place;
      const line = placed.find((each) => each.template === other.template)?.at.line;
      complain(
        at,
        `only case, an ending or a slash tells this from ${other.template} (line ${line}), which needs something else, and not every router distinguishes those; if yours does, say so on both with x-latchkey-ids: [lookalikes]`,
      );
    }
  }
}

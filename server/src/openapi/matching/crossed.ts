import type { Operation } from '../../model/index.ts';
import { needsOf } from './needs.ts';
import { literalOf, readTemplate, relateAll, type TemplateSegment } from './template.ts';

/** Two operations whose templates fit the same path, neither being a special case of the other. */
export interface Crossing {
  /** Such a path; a name in braces stands for any value. */
  path: string;
  method: string;
  /** The template that the path is matched to, whose literal is further left, and the other one. */
  templates: [string, string];
  /** The two operations have different needs, so such a call is refused. */
  refused: boolean;
}

/** Returns every pair of operations whose templates cross. */
export function crossings(operations: readonly Operation[]): Crossing[] {
  const all = operations.map((operation) => ({ operation, segments: readTemplate(operation.template) }));
  return all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other) => {
      if (one.operation.method !== other.operation.method) return [];
      if (relateAll(one.segments, other.segments) !== 'crossed') return [];
      const [first, second] = isFurtherLeft(one.segments, other.segments) ? [one, other] : [other, one];
      return {
        path: `/${first.segments.map((each, at) => narrower(each, second.segments[at])).join('/')}`,
        method: first.operation.method,
        templates: [first.operation.template, second.operation.template] as [string, string],
        refused: needsOf(first.operation) !== needsOf(second.operation),
      };
    }),
  );
}

function isFurtherLeft(one: readonly TemplateSegment[], other: readonly TemplateSegment[]): boolean {
  const at = one.findIndex((each, index) => lengthOf(each) !== lengthOf(other[index]));
  const [mine, theirs] = [one[at], other[at]];
  return lengthOf(mine) > lengthOf(theirs);
}

function lengthOf(segment: TemplateSegment | undefined): number {
  if (!segment) return 0;
  return literalOf(segment) === null ? segment.texts.join('').length : Number.POSITIVE_INFINITY;
}

function narrower(one: TemplateSegment, other: TemplateSegment | undefined): string {
  const segment = other && lengthOf(other) > lengthOf(one) ? other : one;
  return segment.texts
    .map((text, index) => text + (segment.names[index] ? `{${segment.names[index]}}` : ''))
    .join('');
}

import type { Position } from './openapi-document.ts';
import type { Complain } from './openapi-operation.ts';
import { parameterName, relate, templateSegments } from './route-tree.ts';

const LITERAL = /^[A-Za-z0-9\-._~!$&'()*+,;=:@]*$/;
const PARAMETER = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Whether a template is one that calls can fit; complains of what is wrong with it. */
export function checkTemplate(path: string, at: Position, complain: Complain): boolean {
  const problems: string[] = [];
  if (!path.startsWith('/')) problems.push('a path has to begin with a slash');
  const segments = templateSegments(path);
  const names = segments.map(parameterName).filter((name) => name !== null);
  for (const [index, segment] of segments.entries()) {
    const name = parameterName(segment);
    const last = index === segments.length - 1;
    if (name === null && /[{}]/.test(segment)) {
      problems.push(`${segment}: a parameter has to fill its segment`);
    } else if (name === null && (!isLiteral(segment) || (segment === '' && !last))) {
      problems.push(`${segment === '' ? 'an empty segment' : segment}: no call could have this in its path`);
    } else if (name !== null && !(segment.endsWith('}') && PARAMETER.test(name))) {
      problems.push(`${segment}: a parameter's name is letters, digits, _ and -`);
    } else if (name !== null && names.indexOf(name) !== names.lastIndexOf(name)) {
      problems.push(`${segment} stands twice`);
    }
  }
  for (const problem of new Set(problems)) complain(at, problem);
  return problems.length === 0;
}

/** Whether a segment can stand in a path as it is. */
export function isLiteral(segment: string): boolean {
  return LITERAL.test(segment) && segment !== '.' && segment !== '..';
}

/** Complains of every template seen before that fits a path which this one fits as well, with neither the narrower. */
export function checkAgainst(
  seen: { template: string; at: Position }[],
  template: string,
  at: Position,
  complain: Complain,
): void {
  for (const other of seen) {
    const relation = relate(template, other.template);
    if (relation === 'same' || relation === 'crossed') {
      complain(at, `one path could be this and ${other.template} (line ${other.at.line})`);
    } else if (relation === 'apart' && relate(folded(template), folded(other.template)) !== 'apart') {
      complain(
        at,
        `only case or a slash at the end tells this from ${other.template} (line ${other.at.line}), and not every router minds those`,
      );
    }
  }
}

/** A template as a router that ignores case and a slash at the end has it. */
function folded(template: string): string {
  const segments = templateSegments(template).map((each) =>
    parameterName(each) === null ? each.toLowerCase() : each,
  );
  return `/${segments.join('/')}`.replace(/(.)\/$/, '$1');
}

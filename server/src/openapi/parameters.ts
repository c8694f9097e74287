import type { Place } from './document.ts';
import { parameterNames } from './matching/template.ts';
import type { Complain } from './operation.ts';
import type { Documents } from './references.ts';

/**
 * Holds the parameters of a path or of an operation to its template: a path parameter that is declared and does not
 * stand in the path is a slip in one of the two, and whoever wrote it thinks of another path than the guard does.
 */
export function checkParameters(
  documents: Documents,
  declaredIn: Place,
  template: string,
  complain: Complain,
): void {
  const names = parameterNames(template);
  for (const item of declaredIn.at('parameters')?.items() ?? []) {
    const parameter = documents.follow(item);
    if (!parameter.ok || parameter.value.at('in')?.text() !== 'path') continue;
    const name = parameter.value.at('name')?.text() ?? '';
    if (!names.includes(name)) complain(item, `the path parameter {${name}} is not in the path`);
  }
}

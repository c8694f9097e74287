import type { Place } from './document.ts';
import { parameterNames } from './matching/template.ts';
import type { Complain } from './operation.ts';
import type { Documents } from './references.ts';

/**
 * Compares the parameters of a path or operation with its template. A declared path parameter that is missing
 * from the template is a mistake in one of the two, so the author has another path in mind than the guard
 * reads.
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

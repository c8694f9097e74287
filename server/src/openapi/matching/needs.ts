import type { Operation } from '../../model/index.ts';
import { readTemplate, shapeOf } from './template.ts';

/**
 * Returns equal texts for two operations with the same needs: everything in an operation counts, except its
 * name and path. A parameter that affects the decision is identified by its place, since two templates may
 * name it differently. An operation whose address takes several kinds of calls equals no other.
 */
export function needsOf(operation: Operation): string {
  const { id, method: _method, template, scopes, owner, resources, named, ...others } = operation;
  const { ids: _ids, leftOut: _leftOut, ...rest } = others;
  const place = placesOf(template);
  return JSON.stringify({
    ...rest,
    // In the written order: the first alternative that passes is used, and its scopes decide which limits
    // apply.
    scopes: scopes.map(distinct),
    owner: owner !== null && typeof owner === 'object' ? { parameter: place(owner.parameter) } : owner,
    resources: distinct(resources.map(({ type, parameter }) => [type, place(parameter)])),
    ...(named === undefined ? {} : { named: id }),
  });
}

/** The segment in which a parameter stands, and the text around it. */
function placesOf(template: string): (name: string) => string {
  const segments = readTemplate(template);
  return (name) => {
    const index = segments.findIndex(({ names }) => names.includes(name));
    const segment = segments[index];
    return segment ? `${index} ${shapeOf(segment)} ${segment.names.indexOf(name)}` : name;
  };
}

/** Ignores order and repetition. */
function distinct(list: readonly unknown[]): string[] {
  return [...new Set(list.map((each) => JSON.stringify(each)))].sort();
}

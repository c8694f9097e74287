import type { Operation } from '../../model/index.ts';
import { readTemplate, shapeOf } from './template.ts';

/**
 * The same text for two operations of which neither needs anything that the other does not: whatever stands in an
 * operation counts, but for what it is called and where it is. A parameter that decides is named by its place, since
 * two templates may call it differently. An operation whose address takes calls of many kinds is like no other.
 */
export function needsOf(operation: Operation): string {
  const { id, method: _method, template, scopes, owner, resources, named, ...others } = operation;
  const { ids: _ids, leftOut: _leftOut, ...rest } = others;
  const place = placesOf(template);
  return JSON.stringify({
    ...rest,
    // In their order: the first that is open is the way that is taken, and limits count by that.
    scopes: scopes.map(distinct),
    owner: owner !== null && typeof owner === 'object' ? { parameter: place(owner.parameter) } : owner,
    resources: distinct(resources.map(({ type, parameter }) => [type, place(parameter)])),
    ...(named === undefined ? {} : { named: id }),
  });
}

/** Where in the path a parameter stands, and what stands around it in its segment. */
function placesOf(template: string): (name: string) => string {
  const segments = readTemplate(template);
  return (name) => {
    const index = segments.findIndex(({ names }) => names.includes(name));
    const segment = segments[index];
    return segment ? `${index} ${shapeOf(segment)} ${segment.names.indexOf(name)}` : name;
  };
}

/** In whatever order, and however often, something is said. */
function distinct(list: readonly unknown[]): string[] {
  return [...new Set(list.map((each) => JSON.stringify(each)))].sort();
}

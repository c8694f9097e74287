import type { Operation, ResourceRef } from '../model/index.ts';

type Selection = readonly ResourceRef[] | null;

/**
 * Returns whether a grant's selected resources open an operation with the parameters of one call. `null`
 * means that the grant is not limited. An operation without resources passes: its answer is a list, which the
 * API limits to the selection it receives. Otherwise one of the named resources has to be selected, so that
 * selecting an account opens its projects.
 */
export function opensResource(
  selected: Selection,
  wanted: Operation['resources'],
  parameters: Record<string, string>,
): boolean {
  if (selected === null || wanted.length === 0) return true;
  return wanted.some(({ type, parameter }) => {
    if (!Object.hasOwn(parameters, parameter)) return false;
    const id = parameters[parameter];
    return selected.some((resource) => resource.type === type && resource.id === id);
  });
}

/**
 * Returns whether a selection adds nothing to another. Compares names only: the API alone knows what a
 * resource contains.
 */
export function isWithinResources(some: Selection, all: Selection): boolean {
  if (all === null) return true;
  if (some === null) return false;
  const held = new Set(all.map(nameOf));
  return some.every((resource) => held.has(nameOf(resource)));
}

/** Returns the resources in both selections. */
export function commonResources(one: readonly ResourceRef[], other: Selection): ResourceRef[] {
  if (other === null) return [...one];
  const held = new Set(other.map(nameOf));
  return one.filter((resource) => held.has(nameOf(resource)));
}

function nameOf({ type, id }: ResourceRef): string {
  return JSON.stringify([type, id]);
}

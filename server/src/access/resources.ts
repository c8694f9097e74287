import type { Operation, ResourceRef } from '../model/index.ts';

type Selection = readonly ResourceRef[] | null;

/**
 * Whether the selected resources of a grant open an operation for the parameters of one call. `null` is a grant
 * that is not limited to resources. An operation that names no resource passes: its answer is a list, which the
 * API cuts to the selection that it is told. Otherwise one selected resource among those named is enough, so
 * that choosing an account opens the projects in it.
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

/** Whether a selection adds nothing to another. Compared by name: what lies below a resource is known to the API alone. */
export function isWithinResources(some: Selection, all: Selection): boolean {
  if (all === null) return true;
  if (some === null) return false;
  const held = new Set(all.map(nameOf));
  return some.every((resource) => held.has(nameOf(resource)));
}

/** The resources that stand in both selections. */
export function commonResources(one: readonly ResourceRef[], other: Selection): ResourceRef[] {
  if (other === null) return [...one];
  const held = new Set(other.map(nameOf));
  return one.filter((resource) => held.has(nameOf(resource)));
}

function nameOf({ type, id }: ResourceRef): string {
  return JSON.stringify([type, id]);
}

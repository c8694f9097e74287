import type { Operation, ResourceRef } from '../model/index.ts';

/**
 * Whether the selected resources of a grant open an operation for the parameters of one call. `null` is a grant
 * that is not limited to resources. An operation that names no resource passes: its answer is a list, which the
 * API cuts to the selection that it is told. Otherwise one selected resource among those named is enough, so
 * that choosing an account opens the projects in it.
 */
export function opensResource(
  selected: readonly ResourceRef[] | null,
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

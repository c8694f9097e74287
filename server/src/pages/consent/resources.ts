import type { SelectableResource } from '../../config/index.ts';
import type { ResourceRef } from '../../model/index.ts';
import type { Choice } from '../controls.ts';

/** Returns the value of a box, such as `project:42`. */
export function resourceValue({ type, id }: ResourceRef): string {
  return `${type}:${id}`;
}

/** Returns the boxes, each container followed by its contents. Those in `chosen` are ticked. */
export function resourceChoices(list: SelectableResource[], chosen: ReadonlySet<string>): Choice[] {
  const present = new Set(list.map(resourceValue));
  const childrenOf = Map.groupBy(list, ({ parent }) =>
    parent && present.has(resourceValue(parent)) ? resourceValue(parent) : null,
  );
  const seen = new Set<string>();
  const choice = (resource: SelectableResource): Choice[] => {
    const value = resourceValue(resource);
    // A container in a cycle would otherwise recurse forever.
    if (seen.has(value)) return [];
    seen.add(value);
    return [
      {
        value,
        label: resource.name,
        note: resource.type,
        checked: chosen.has(value),
        children: (childrenOf.get(value) ?? []).flatMap(choice),
      },
    ];
  };
  return (childrenOf.get(null) ?? []).flatMap(choice);
}

import type { SelectableResource } from '../../config/index.ts';
import type { ResourceRef } from '../../model/index.ts';
import type { Choice } from '../controls.ts';

/** The value of a box: `project:42`. */
export function resourceValue({ type, id }: ResourceRef): string {
  return `${type}:${id}`;
}

/** Boxes, each container followed by what it contains. `chosen` are ticked. */
export function resourceChoices(list: SelectableResource[], chosen: ReadonlySet<string>): Choice[] {
  const present = new Set(list.map(resourceValue));
  const childrenOf = Map.groupBy(list, ({ parent }) =>
    parent && present.has(resourceValue(parent)) ? resourceValue(parent) : null,
  );
  const seen = new Set<string>();
  const choice = (resource: SelectableResource): Choice[] => {
    const value = resourceValue(resource);
    // A list that contains itself would go on for ever.
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

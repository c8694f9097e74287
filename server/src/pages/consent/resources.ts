import type { Api } from '../../api.ts';
import type { SelectableResource } from '../../config/index.ts';
import type { ResourceRef, User } from '../../model/index.ts';
import type { Choice } from '../controls.ts';

/** The value of a box: `project:42`. */
export function resourceValue({ type, id }: ResourceRef): string {
  return `${type}:${id}`;
}

/** Whether any of the scopes lets the user choose what it opens. */
export function selectsResources(api: Api, scopes: readonly string[]): boolean {
  return scopes.some((name) => api.config.scopes[name]?.selectsResources);
}

/** What `user` may hand over in a tenant, from the API itself; `null` when the API cannot say just now. */
export async function selectable(
  api: Api,
  user: User,
  tenantId: string,
): Promise<SelectableResource[] | null> {
  try {
    const who = { user: { id: user.id, email: user.email }, tenant: { id: tenantId } };
    return (await api.config.resources?.list(who)) ?? [];
  } catch (error) {
    api.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'resources.list failed');
    return null;
  }
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

/** The resources that were ticked, or `null` when one of them was never on offer (a forged form). */
export function chosenResources(list: SelectableResource[], posted: string[]): ResourceRef[] | null {
  const offered = new Map(list.map(({ type, id }) => [resourceValue({ type, id }), { type, id }]));
  const chosen = [...new Set(posted)].map((value) => offered.get(value));
  return chosen.some((ref) => ref === undefined) ? null : chosen.filter((ref) => ref !== undefined);
}

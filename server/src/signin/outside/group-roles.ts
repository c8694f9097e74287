import { permissionsOf } from '../../access/roles.ts';
import { widestFirst } from '../../access/widest.ts';
import type { Api } from '../../api.ts';
import type { TenantId } from '../../model/index.ts';

/**
 * Returns the role that a tenant gives to somebody in these groups, by the list that its managers keep; of several, the one that permits
 * most. `null`: the list names none of them. A role that was removed meanwhile gives nothing.
 *
 * @param groups their names or ids, in any case
 */
export async function roleOfGroups(
  { store, config }: Pick<Api, 'store' | 'config'>,
  tenantId: TenantId,
  groups: readonly string[],
): Promise<string | null> {
  const named = new Set(groups.map((each) => each.toLowerCase()));
  const given = (await store.groupRoles(tenantId)).filter(({ groupName }) =>
    named.has(groupName.toLowerCase()),
  );
  if (given.length === 0) return null;
  const made = await store.customRoles(tenantId);
  const there = given.flatMap(({ role: name }) => {
    const own = made.find((each) => each.name === name);
    if (!own && !Object.hasOwn(config.roles, name)) return [];
    return [{ name, permissions: permissionsOf(config, name, own?.permissions ?? null) }];
  });
  return widestFirst(there)[0]?.name ?? null;
}

import { managerRoles } from '../access/roles.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Membership } from '../model/index.ts';
import { leavesUnmanaged } from '../rules/tenant/managers.ts';
import type { Store } from '../store/store.ts';

/**
 * Of places that have just ended, sentences about the tenants that nobody manages any more. Pages refuse to end the last
 * such place; the operator may, and has to know.
 */
export async function unmanagedSince(
  ended: readonly Membership[],
  config: ApiConfig,
  store: Store,
): Promise<string[]> {
  const managing = managerRoles(config);
  const said = ended.map(async ({ tenantId, userId, role }) => {
    const othersManage = await store.isHeldByOther(managing, tenantId, userId);
    if (!leavesUnmanaged(managing, { from: role, to: null, othersManage })) return [];
    return [`${tenantId} has no manager any more: latchkey user add makes one.`];
  });
  return (await Promise.all(said)).flat();
}

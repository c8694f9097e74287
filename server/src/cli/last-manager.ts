import { managerRoles } from '../access/roles.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Membership } from '../model/index.ts';
import { leavesUnmanaged } from '../rules/tenant/managers.ts';
import type { Store } from '../store/store.ts';

/**
 * Returns sentences about tenants that have no manager after these memberships ended. The pages refuse to end
 * the last manager's membership; the operator may do so, and is told.
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

import type { ApiConfig } from '../config/index.ts';
import type { Membership } from '../model/index.ts';
import type { Store } from '../store/store.ts';

/**
 * Of places that have just ended, sentences about the tenants that nobody manages any more. Pages refuse to end the last
 * such place; the operator may, and has to know.
 */
export async function unmanagedSince(
  ended: readonly Membership[],
  { roles }: ApiConfig,
  store: Store,
): Promise<string[]> {
  const managing = Object.keys(roles).filter((name) => roles[name]?.managesTenant);
  const said = ended.map(async ({ tenantId, userId, role }) => {
    if (!managing.includes(role)) return [];
    const held = await Promise.all(managing.map((each) => store.isHeldByOther(each, tenantId, userId)));
    if (held.includes(true)) return [];
    return [`Nobody manages ${tenantId} any more: latchkey user add gives somebody a role that does.`];
  });
  return (await Promise.all(said)).flat();
}

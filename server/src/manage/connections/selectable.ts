import type { Api } from '../../api.ts';
import type { SelectableResource } from '../../config/index.ts';
import type { TenantId, User } from '../../model/index.ts';

/**
 * Returns the resources that `user` may select in a tenant, from the API itself, or `null` if the API cannot
 * list them now.
 */
export async function selectable(
  api: Api,
  user: User,
  tenantId: TenantId,
): Promise<SelectableResource[] | null> {
  try {
    const who = { user: { id: user.id, email: user.email }, tenant: { id: tenantId } };
    return (await api.config.resources?.list(who)) ?? [];
  } catch (error) {
    api.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'resources.list failed');
    return null;
  }
}

import type { Api } from '../../api.ts';
import type { SelectableResource } from '../../config/index.ts';
import type { TenantId, User } from '../../model/index.ts';

/** The resources that `user` may hand over in a tenant, from the API itself; `null` when the API cannot say just now. */
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

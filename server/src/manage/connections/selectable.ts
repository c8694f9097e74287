import type { Api } from '../../api.ts';
import type { SelectableResource } from '../../config/index.ts';
import type { TenantId, User } from '../../model/index.ts';

/** The API's own function that lists, and the log that says why it failed. */
export type Listing = Pick<Api, 'config'> & { log: { error(fields: object, text: string): void } };

/** A person in a tenant. */
export interface Member {
  user: Pick<User, 'id' | 'email'>;
  tenantId: TenantId;
}

/**
 * Returns the resources that `user` may select in a tenant, from the API itself, or `null` if the API cannot
 * list them now.
 */
export async function selectable(
  api: Listing,
  user: Member['user'],
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

/** Returns whether selecting a container selects what will be in it later. */
export function includesFuture({ config }: Pick<Api, 'config'>): boolean {
  return config.resources?.includesFuture ?? false;
}

import type { Api } from '../../api.ts';
import type { Client, ClientSecret, Membership } from '../../model/index.ts';

/** A client that a person has in a tenant, with its live secrets; `null` when it does not exist or is somebody else's. */
export async function ownClient(
  api: Api,
  { userId, tenantId }: Pick<Membership, 'userId' | 'tenantId'>,
  id: string,
): Promise<{ client: Client; secrets: ClientSecret[] } | null> {
  const found = await api.store.client(id, api.clock.now());
  if (found?.client.ownerUserId !== userId) return null;
  return found.client.tenantId === tenantId || found.client.tenantId === null ? found : null;
}

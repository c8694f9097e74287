import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { Client, ClientSecret, Membership } from '../../model/index.ts';

const MOST = 200;

/** Returns the newest clients that others created in a tenant, for its managers. */
export async function othersClients(api: Api, by: Membership): Promise<Client[]> {
  if (!managesTenant(api.config, by.role)) return [];
  const all = await api.store.clientsOfTenant(by.tenantId, MOST);
  return all.filter(({ ownerUserId, origin }) => ownerUserId !== by.userId && origin === 'page');
}

/**
 * Returns a client that a user may delete: their own, or one that a member created in a tenant that they
 * manage.
 */
export async function deletableClient(api: Api, by: Membership, id: string): Promise<Client | null> {
  const own = await ownClient(api, by, id);
  if (own) return own.client;
  const found = await api.store.client(id, api.clock.now());
  const ofTenant = found?.client.tenantId === by.tenantId && found.client.origin === 'page';
  return found && ofTenant && managesTenant(api.config, by.role) ? found.client : null;
}

/**
 * Returns a user's client in a tenant with its live secrets, or `null` if it does not exist or is another
 * user's.
 */
export async function ownClient(
  api: Api,
  { userId, tenantId }: Pick<Membership, 'userId' | 'tenantId'>,
  id: string,
): Promise<{ client: Client; secrets: ClientSecret[] } | null> {
  const found = await api.store.client(id, api.clock.now());
  if (found?.client.ownerUserId !== userId) return null;
  return found.client.tenantId === tenantId || found.client.tenantId === null ? found : null;
}

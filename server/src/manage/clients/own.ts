import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { Client, ClientSecret, Membership } from '../../model/index.ts';

const MOST = 200;

/** Clients that others made in a tenant, for its managers: the newest, since there may be many. */
export async function othersClients(api: Api, by: Membership): Promise<Client[]> {
  if (!managesTenant(api.config, by.role)) return [];
  const all = await api.store.clientsOfTenant(by.tenantId, MOST);
  return all.filter(({ ownerUserId, origin }) => ownerUserId !== by.userId && origin === 'page');
}

/** A client that somebody may delete: their own, or one that a member made in the tenant that they manage. */
export async function deletableClient(api: Api, by: Membership, id: string): Promise<Client | null> {
  const own = await ownClient(api, by, id);
  if (own) return own.client;
  const found = await api.store.client(id, api.clock.now());
  const ofTenant = found?.client.tenantId === by.tenantId && found.client.origin === 'page';
  return found && ofTenant && managesTenant(api.config, by.role) ? found.client : null;
}

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

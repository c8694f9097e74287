import { managerRoles } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Client, Grant, Membership, Tenant } from '../../model/index.ts';
import { isRevoked } from '../../rules/grant/standing.ts';
import { type LastUse, lastUse } from '../../usage/last-use.ts';
import { ownClient } from './own.ts';

/** A connection as its platform sees it: which customer's, and not which people authorized it. */
export interface PlatformConnection {
  grant: Grant;
  customer: Tenant | null;
  used: LastUse | null;
}

/** Returns a platform of a user, or `null` if it is none, another user's, or does not exist. */
export async function ownPlatform(api: Api, by: Membership, id: string): Promise<Client | null> {
  const found = await ownClient(api, by, id);
  return found?.client.kind === 'platform' ? found.client : null;
}

/** Returns a platform's connections in the order of their ids, after one of them. */
export async function platformConnections(
  api: Api,
  client: Client,
  page: { after: string | null; limit: number },
): Promise<PlatformConnection[]> {
  const found = await api.store.connectionsOf({
    ...{ clientId: client.id, ...page },
    managerRoles: managerRoles(api.config),
  });
  return Promise.all(found.map((grant) => described(api, grant)));
}

/** Returns one of them by its connected account, or `null` also for another platform's. */
export async function platformConnection(
  api: Api,
  client: Client,
  accountId: string,
): Promise<PlatformConnection | null> {
  const found = await api.store.connectedAccount(accountId, managerRoles(api.config));
  return found?.grant.clientId === client.id ? described(api, found.grant) : null;
}

/** Ends a connection for its platform, as `DELETE` of the connections endpoint does. */
export async function endForPlatform(api: Api, request: Inbound, { grant }: PlatformConnection) {
  const { id: grantId, tenantId, userId, clientId, connectedAccountId, mode } = grant;
  if (isRevoked(grant)) return 'already';
  const about = { tenantId, userId, clientId, grantId, connectedAccountId, mode };
  const row = auditEvent(api, request, 'authorization.revoked', { ...about, detail: { by: 'client' } });
  return api.store.revokeGrant({ grantId, tenantId, now: api.clock.now(), audit: [row] });
}

async function described(api: Api, grant: Grant): Promise<PlatformConnection> {
  const { tenantId, connectedAccountId: id } = grant;
  return {
    grant,
    customer: await api.store.tenantById(tenantId),
    used: id === null ? null : await lastUse(api.store, id),
  };
}

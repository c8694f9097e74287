import type { Api } from '../../api.ts';
import type { AuditRow, Client, Grant, Membership, User } from '../../model/index.ts';
import { managesTenant } from '../members/role.ts';

/** A grant as people see it: which client may act for whom. */
export interface Connection {
  grant: Grant;
  client: Client;
  user: Pick<User, 'id' | 'email' | 'name'>;
}

/** What a member may see: their own connections; whoever manages the tenant sees everybody's. Newest first. */
export async function connectionsFor(api: Api, member: Membership): Promise<Connection[]> {
  const all = await api.store.grantsOfTenant(member.tenantId);
  return managesTenant(api, member.role) ? all : all.filter(({ user }) => user.id === member.userId);
}

/** One of them; `null` when it does not exist for this member, whatever the reason. */
export async function connectionFor(api: Api, member: Membership, id: string): Promise<Connection | null> {
  return (await connectionsFor(api, member)).find(({ grant }) => grant.id === id) ?? null;
}

/** The latest that happened under a connection: consents, tokens, calls. */
export function activityOf(api: Api, { grant }: Connection, limit: number): Promise<AuditRow[]> {
  const { tenantId, connectedAccountId, clientId, userId } = grant;
  return api.store.auditTrail(
    connectedAccountId === null
      ? { tenantId, clientId, userId, limit }
      : { tenantId, connectedAccountId, limit },
  );
}

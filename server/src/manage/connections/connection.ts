import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { AuditRow, Client, Grant, Membership, TenantId, User, UserId } from '../../model/index.ts';

/** A grant as people see it: which client may act for whom. */
export interface Connection {
  grant: Grant;
  client: Client;
  user: Pick<User, 'id' | 'email' | 'name'>;
  /** How many people have a part in it, where its client is a platform; see `GrantWithParties`. */
  parts: number;
}

/** Whether a connection is more than this person's: then suspending it and its addresses take a manager. */
export function isShared({ parts }: Connection): boolean {
  return parts > 1;
}

/** The connections that a member may see: their own, or for a manager all of the tenant. */
export function visibleTo(
  api: Api,
  { tenantId, userId, role }: Membership,
): { tenantId: TenantId; userId?: UserId } {
  return managesTenant(api.config, role) ? { tenantId } : { tenantId, userId };
}

/** One of them; `null` when it does not exist for this member, whatever the reason. */
export async function connectionFor(api: Api, member: Membership, id: string): Promise<Connection | null> {
  const { tenantId, userId } = visibleTo(api, member);
  const found = await api.store.grantIn(id, tenantId);
  return found && (userId === undefined || found.user.id === userId) ? found : null;
}

/**
 * The latest that happened under a connection, as far as one look goes: consents, tokens, calls. A member sees what was
 * done by their own authority.
 */
export async function activityOf(
  api: Api,
  member: Membership,
  { grant }: Connection,
  limit: number,
): Promise<AuditRow[]> {
  const { tenantId, connectedAccountId, clientId, userId } = grant;
  const own = connectedAccountId === null ? { clientId, userId } : { connectedAccountId, userId };
  const whose =
    connectedAccountId !== null && managesTenant(api.config, member.role) ? { connectedAccountId } : own;
  return (await api.store.auditPage({ tenantId, ...whose, limit })).rows;
}

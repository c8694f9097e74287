import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { AuditRow, Client, Grant, Membership, TenantId, User, UserId } from '../../model/index.ts';
import type { AuditQuery } from '../../store/store.ts';

/** A grant as users see it: which client may act for whom. */
export interface Connection {
  grant: Grant;
  client: Client;
  user: Pick<User, 'id' | 'email' | 'name'>;
  /** The number of users with a part in it, if its client is a platform; see `GrantWithParties`. */
  parts: number;
}

/**
 * Returns whether others have a part in a connection: only a manager may then suspend it or limit its
 * addresses.
 */
export function isShared({ parts }: Connection): boolean {
  return parts > 1;
}

/** Returns the connections that a member may see: their own, or for a manager all of the tenant. */
export function visibleTo(
  api: Api,
  { tenantId, userId, role }: Membership,
): { tenantId: TenantId; userId?: UserId } {
  return managesTenant(api.config, role) ? { tenantId } : { tenantId, userId };
}

/** Returns one of these, or `null` if it does not exist for this member, whatever the reason. */
export async function connectionFor(api: Api, member: Membership, id: string): Promise<Connection | null> {
  const { tenantId, userId } = visibleTo(api, member);
  const found = await api.store.grantIn(id, tenantId);
  return found && (userId === undefined || found.user.id === userId) ? found : null;
}

/**
 * Returns the latest events of a connection, up to a limit: consents, tokens, calls. A member sees only
 * events under their own authority.
 */
export async function activityOf(
  api: Api,
  member: Membership,
  { grant }: Connection,
  limit: number,
  only: Pick<AuditQuery, 'kind'> = {},
): Promise<AuditRow[]> {
  const { tenantId, connectedAccountId, clientId, userId } = grant;
  const own = connectedAccountId === null ? { clientId, userId } : { connectedAccountId, userId };
  const whose =
    connectedAccountId !== null && managesTenant(api.config, member.role) ? { connectedAccountId } : own;
  return (await api.store.auditPage({ tenantId, ...whose, ...only, limit })).rows;
}

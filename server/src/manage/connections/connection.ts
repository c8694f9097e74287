import type { Api } from '../../api.ts';
import type { AuditRow, Client, Grant, TenantId, User, UserId } from '../../model/index.ts';
import type { AuditPage, AuditQuery } from '../../store/store.ts';
import { type Acting, isManager } from '../acting.ts';

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

/** Returns the connections that somebody may see in a tenant: their own, or for a manager all. */
export function visibleTo(api: Api, by: Acting): { tenantId: TenantId; userId?: UserId } {
  const { tenantId, userId } = by;
  return userId === null || isManager(api.config, by) ? { tenantId } : { tenantId, userId };
}

/** Returns one of these, or `null` if it does not exist for them, whatever the reason. */
export async function connectionFor(api: Api, by: Acting, id: string): Promise<Connection | null> {
  const { tenantId, userId } = visibleTo(api, by);
  const found = await api.store.grantIn(id, tenantId);
  return found && (userId === undefined || found.user.id === userId) ? found : null;
}

/**
 * Returns the latest events of a connection, up to a limit: consents, tokens, calls. A member sees only
 * events under their own authority.
 */
export async function activityOf(
  api: Api,
  by: Acting,
  connection: Connection,
  limit: number,
  only: Pick<AuditQuery, 'kind' | 'exceptKind'> = {},
): Promise<AuditRow[]> {
  return (await activityPage(api, by, connection, { ...only, limit })).rows;
}

/** Returns a page of them. */
export function activityPage(
  api: Api,
  by: Acting,
  { grant }: Connection,
  page: Pick<AuditQuery, 'kind' | 'exceptKind' | 'before' | 'limit'>,
): Promise<AuditPage> {
  const { tenantId, connectedAccountId, clientId, userId } = grant;
  const own = connectedAccountId === null ? { clientId, userId } : { connectedAccountId, userId };
  const whose = connectedAccountId !== null && isManager(api.config, by) ? { connectedAccountId } : own;
  return api.store.auditPage({ tenantId, ...whose, ...page });
}

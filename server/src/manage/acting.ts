import { managesTenant } from '../access/roles.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Membership, TenantId } from '../model/index.ts';

/**
 * The one who changes something in a tenant: a member, by the permissions of their role; or, with `userId` null, somebody who acts
 * for the whole tenant or for the API owner, and to whom nothing in the tenant is closed. `by` names them in the log.
 */
export type Acting =
  | Pick<Membership, 'tenantId' | 'userId' | 'role'>
  | { tenantId: TenantId; userId: null; by: string };

export function isManager(config: Pick<ApiConfig, 'roles'>, acting: Acting): boolean {
  return acting.userId === null || managesTenant(config, acting.role);
}

/** The actor, as `by` in the detail of a row in the log. */
export function nameInLog(acting: Acting): string {
  return acting.userId ?? acting.by;
}

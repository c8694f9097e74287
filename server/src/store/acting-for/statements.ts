import { clients } from '../clients/rows.ts';
import { grants } from '../grants/rows.ts';
import { tenants } from '../tenants/rows.ts';
import { users } from '../users/rows.ts';

/**
 * The columns of `ActingFor`, in its order, for aliases c, u, t, m, r and g. `role` is the user's current
 * role, not the one at consent.
 */
export const actingForColumns = `
${clients.columns('c')}, ${users.columns('u')}, ${tenants.columns('t')}, m.role, r.permissions, ${grants.columns('g')}`;

/** Joins user, tenant, role and its permissions for a row with `user_id` and `tenant_id`. */
export function joinActor(alias: string): string {
  return `
LEFT JOIN users u ON u.id = ${alias}.user_id
LEFT JOIN tenants t ON t.id = ${alias}.tenant_id
LEFT JOIN memberships m ON m.user_id = ${alias}.user_id AND m.tenant_id = ${alias}.tenant_id
LEFT JOIN custom_roles r ON r.tenant_id = m.tenant_id AND r.name = m.role`;
}

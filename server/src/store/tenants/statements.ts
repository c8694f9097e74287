import { beginsWith } from '../table/prefix.ts';
import { tenants } from './rows.ts';

export const insertTenant = tenants.insert;

export const addTenant = `${tenants.insert} ON CONFLICT DO NOTHING`;

export const tenantsAfter = `
SELECT ${tenants.columns()} FROM tenants WHERE id > :after ORDER BY id LIMIT :limit`;

export const tenantsLike = `
SELECT ${tenants.columns()} FROM tenants
WHERE id IN (
  SELECT id FROM tenants WHERE ${beginsWith('name')}
  UNION SELECT id FROM tenants WHERE id >= :prefix AND id < :prefix || :end
) AND id > :after
ORDER BY id LIMIT :limit`;

export const tenantById = `SELECT ${tenants.columns()} FROM tenants WHERE id = :id`;

export const renameTenant = `UPDATE tenants SET name = :name WHERE id = :tenantId AND name = :from`;

export const ofTenant = [
  `DELETE FROM memberships WHERE tenant_id = :tenantId`,
  `DELETE FROM custom_roles WHERE tenant_id = :tenantId`,
  `DELETE FROM group_roles WHERE tenant_id = :tenantId`,
  `DELETE FROM tenant_providers WHERE tenant_id = :tenantId`,
  `DELETE FROM personal_tokens WHERE tenant_id = :tenantId`,
  `DELETE FROM management_tokens WHERE tenant_id = :tenantId`,
  `DELETE FROM directory_group_members WHERE tenant_id = :tenantId`,
  `DELETE FROM directory_groups WHERE tenant_id = :tenantId`,
  `DELETE FROM directory_users WHERE tenant_id = :tenantId`,
  `DELETE FROM mails WHERE tenant_id = :tenantId`,
  `DELETE FROM invitations WHERE tenant_id = :tenantId`,
  `DELETE FROM grants WHERE tenant_id = :tenantId`,
  `DELETE FROM connected_accounts WHERE tenant_id = :tenantId`,
];

export const deleteTenant = `DELETE FROM tenants WHERE id = :tenantId`;

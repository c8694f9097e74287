import { shownEmail } from '../users/rows.ts';
import { customRoles, memberships } from './rows.ts';

/** With the user's name, by which members are listed. */
export const insertMembership = `
INSERT INTO memberships (tenant_id, user_id, role, user_name)
VALUES (:tenantId, :userId, :role, (SELECT name FROM users WHERE id = :userId))`;

export const addMembership = `${insertMembership} ON CONFLICT DO NOTHING`;

const membershipsWithTenant = `
SELECT ${memberships.columns('m')}, t.name
FROM memberships m JOIN tenants t ON t.id = m.tenant_id`;

export const membershipsOf = `${membershipsWithTenant} WHERE m.user_id = :userId ORDER BY t.name, t.id`;

export const membership = `${membershipsWithTenant} WHERE m.user_id = :userId AND m.tenant_id = :tenantId`;

const members = `
SELECT ${memberships.columns('m')}, t.name, ${shownEmail('u')}, u.name
FROM memberships m JOIN tenants t ON t.id = m.tenant_id JOIN users u ON u.id = m.user_id`;

export const membersOf = `
${members} WHERE m.tenant_id = :tenantId AND (m.user_name, m.user_id) > (:name, :id)
ORDER BY m.user_name, m.user_id LIMIT :limit`;

export const member = `${members} WHERE m.user_id = :userId AND m.tenant_id = :tenantId`;

/** The first of a tenant's members, by name, who have one of the roles and want mails about unusual use. */
export const membersToMail = `
${members} WHERE m.tenant_id = :tenantId AND m.role IN (SELECT value FROM json_each(:roles)) AND m.alert_mails = 1
ORDER BY m.user_name, m.user_id LIMIT :limit`;

export const isHeldByOther = `
SELECT 1 FROM memberships
WHERE tenant_id = :tenantId AND role IN (SELECT value FROM json_each(:roles)) AND user_id <> :userId LIMIT 1`;

export const setRole = `
UPDATE memberships SET role = :role WHERE user_id = :userId AND tenant_id = :tenantId`;

export const wantsAlertMails = `
SELECT 1 FROM memberships WHERE user_id = :userId AND tenant_id = :tenantId AND alert_mails = 1`;

export const setAlertMails = `
UPDATE memberships SET alert_mails = :wanted
WHERE user_id = :userId AND tenant_id = :tenantId AND alert_mails <> :wanted`;

export const customRolesOf = `
SELECT ${customRoles.columns()} FROM custom_roles WHERE tenant_id = :tenantId ORDER BY name`;

export const saveCustomRole = `
${customRoles.insert}
ON CONFLICT (tenant_id, name) DO UPDATE SET title = excluded.title, permissions = excluded.permissions`;

export const isRoleHeld = `
SELECT 1 FROM memberships WHERE tenant_id = :tenantId AND role = :name LIMIT 1`;

export const removeCustomRole = `DELETE FROM custom_roles WHERE tenant_id = :tenantId AND name = :name`;

export const removeMembership = `DELETE FROM memberships WHERE tenant_id = :tenantId AND user_id = :userId`;

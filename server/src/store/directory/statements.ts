import { directoryGroups, directoryUsers, groupRoles } from './rows.ts';

const users = `SELECT ${directoryUsers.columns()} FROM directory_users WHERE tenant_id = :tenantId`;
const groups = `SELECT ${directoryGroups.columns()} FROM directory_groups WHERE tenant_id = :tenantId`;

export const directoryUser = `${users} AND id = :id`;
export const directoryUserNamed = `${users} AND lower(user_name) = lower(:userName)`;
export const directoryUsersWithExternalId = `${users} AND external_id = :externalId`;
export const directoryUserOf = `${users} AND user_id = :userId`;
export const directoryUsersAfter = `${users} ORDER BY id LIMIT :limit OFFSET :offset`;
export const countDirectoryUsers = `SELECT count(*) FROM directory_users WHERE tenant_id = :tenantId`;

export const insertDirectoryUser = `${directoryUsers.insert} ON CONFLICT DO NOTHING`;
export const updateDirectoryUser = `
UPDATE directory_users SET ${directoryUsers.assignments(['userName', 'externalId', 'active', 'resource', 'changedAt'])}
WHERE tenant_id = :tenantId AND id = :id`;
export const removeDirectoryUser = `DELETE FROM directory_users WHERE tenant_id = :tenantId AND id = :id`;
/** Of another user of the directory. */
export const isUserNameTaken = `
SELECT 1 FROM directory_users WHERE tenant_id = :tenantId AND lower(user_name) = lower(:userName) AND id <> :id`;

export const directoryGroup = `${groups} AND id = :id`;
export const directoryGroupsAll = `${groups} ORDER BY id LIMIT :limit`;
export const insertDirectoryGroup = `${directoryGroups.insert} ON CONFLICT DO NOTHING`;
export const updateDirectoryGroup = `
UPDATE directory_groups SET ${directoryGroups.assignments(['displayName', 'externalId', 'changedAt'])}
WHERE tenant_id = :tenantId AND id = :id`;
export const removeDirectoryGroup = `DELETE FROM directory_groups WHERE tenant_id = :tenantId AND id = :id`;
export const isGroupNameTaken = `
SELECT 1 FROM directory_groups WHERE tenant_id = :tenantId AND lower(display_name) = lower(:displayName) AND id <> :id`;

export const membersOfGroup = `
SELECT user_id FROM directory_group_members WHERE tenant_id = :tenantId AND group_id = :groupId ORDER BY user_id`;
export const groupsOfMember = `
SELECT ${directoryGroups.columns('g')}
FROM directory_group_members m JOIN directory_groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
WHERE m.tenant_id = :tenantId AND m.user_id = :userId ORDER BY g.id`;
/** Only of a user of this directory. */
export const insertGroupMember = `
INSERT INTO directory_group_members (tenant_id, group_id, user_id)
SELECT tenant_id, :groupId, id FROM directory_users WHERE tenant_id = :tenantId AND id = :userId
ON CONFLICT DO NOTHING`;
export const emptyGroup = `DELETE FROM directory_group_members WHERE tenant_id = :tenantId AND group_id = :groupId`;
export const leaveGroups = `DELETE FROM directory_group_members WHERE tenant_id = :tenantId AND user_id = :userId`;

export const groupRolesOf = `SELECT ${groupRoles.columns()} FROM group_roles WHERE tenant_id = :tenantId ORDER BY group_name`;
export const insertGroupRole = groupRoles.insert;
export const removeGroupRoles = `DELETE FROM group_roles WHERE tenant_id = :tenantId`;

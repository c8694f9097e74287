import type { DirectoryGroup, DirectoryUser, GroupRole } from '../../model/index.ts';
import { branded, flag, integer, nullable, object, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const directoryUsers = table<DirectoryUser>('directory_users', {
  tenantId: branded(),
  id: text,
  userId: branded(),
  userName: text,
  externalId: nullable(text),
  active: flag,
  resource: object,
  createdAt: integer,
  changedAt: integer,
});

export const directoryGroups = table<DirectoryGroup>('directory_groups', {
  tenantId: branded(),
  id: text,
  displayName: text,
  externalId: nullable(text),
  createdAt: integer,
  changedAt: integer,
});

export const groupRoles = table<GroupRole>('group_roles', {
  tenantId: branded(),
  groupName: text,
  role: text,
});

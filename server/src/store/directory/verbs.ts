import type {
  AuditEvent,
  DirectoryGroup,
  DirectoryUser,
  GroupRole,
  TenantId,
  UserId,
} from '../../model/index.ts';

/** The users and groups that a tenant's own directory pushed. Places in the tenant follow from them, by other verbs. */
export interface DirectoryStore {
  directoryUser(tenantId: TenantId, id: string): Promise<DirectoryUser | null>;
  /** Compares without regard to case. */
  directoryUserNamed(tenantId: TenantId, userName: string): Promise<DirectoryUser | null>;
  directoryUsersWithExternalId(tenantId: TenantId, externalId: string): Promise<DirectoryUser[]>;
  directoryUserOf(tenantId: TenantId, userId: UserId): Promise<DirectoryUser | null>;
  /** Returns users in the order of their ids, with the number of all. */
  directoryUsers(page: {
    tenantId: TenantId;
    offset: number;
    limit: number;
  }): Promise<{ users: DirectoryUser[]; total: number }>;
  /** Adds a user or replaces one with its id; `taken` if another user of the directory has the name. */
  saveDirectoryUser(user: DirectoryUser, audit: AuditEvent[]): Promise<'saved' | 'taken'>;
  removeDirectoryUser(change: {
    tenantId: TenantId;
    id: string;
    audit: AuditEvent[];
  }): Promise<'removed' | 'unknown'>;
  directoryGroup(
    tenantId: TenantId,
    id: string,
  ): Promise<{ group: DirectoryGroup; members: string[] } | null>;
  directoryGroups(tenantId: TenantId, limit: number): Promise<DirectoryGroup[]>;
  directoryGroupsOf(tenantId: TenantId, userId: string): Promise<DirectoryGroup[]>;
  /** Adds a group or replaces one with its id, with its members: ids of users of the directory; others are left out. */
  saveDirectoryGroup(
    group: DirectoryGroup,
    members: readonly string[],
    audit: AuditEvent[],
  ): Promise<'saved' | 'taken'>;
  removeDirectoryGroup(change: {
    tenantId: TenantId;
    id: string;
    audit: AuditEvent[];
  }): Promise<'removed' | 'unknown'>;
  /** Returns the roles that groups give, by the name of the group. */
  groupRoles(tenantId: TenantId): Promise<GroupRole[]>;
  /** Replaces all of them. */
  setGroupRoles(tenantId: TenantId, roles: readonly GroupRole[], audit: AuditEvent[]): Promise<void>;
}

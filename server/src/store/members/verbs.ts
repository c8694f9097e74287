import type {
  AuditEvent,
  CustomRole,
  Instant,
  Member,
  Membership,
  TenantId,
  UserId,
} from '../../model/index.ts';

export interface MemberStore {
  /** `unknown` when there is no such tenant or user; a membership that is there keeps its role. */
  addMembership(
    membership: Omit<Membership, 'tenantName'>,
    audit: AuditEvent[],
  ): Promise<'added' | 'exists' | 'unknown'>;
  membershipsOf(userId: UserId): Promise<Membership[]>;
  membership(userId: UserId, tenantId: TenantId): Promise<Membership | null>;
  /** A tenant's members by name, those after one of them, at most `limit`; `null`: from the first. */
  membersOf(page: {
    tenantId: TenantId;
    after: Pick<Member, 'name' | 'userId'> | null;
    limit: number;
  }): Promise<Member[]>;
  member(id: string, tenantId: TenantId): Promise<Member | null>;
  /** Whether somebody else in the tenant has one of the roles. */
  isHeldByOther(roles: readonly string[], tenantId: TenantId, userId: UserId): Promise<boolean>;
  /** Gives a member another role. `last_manager`: the tenant would be left without a manager. */
  setRole(change: {
    tenantId: TenantId;
    userId: UserId;
    role: string;
    judged?: JudgedMember;
    audit: AuditEvent[];
  }): Promise<'changed' | 'last_manager' | 'overtaken' | 'unknown'>;
  /**
   * Ends a user's membership of a tenant, with every connection and personal access token that they have there.
   * `last_manager` and `overtaken` as for `setRole`.
   */
  removeMember(change: {
    tenantId: TenantId;
    userId: UserId;
    now: Instant;
    judged?: JudgedMember;
    audit: AuditEvent[];
  }): Promise<'removed' | 'last_manager' | 'overtaken' | 'unknown'>;
  customRoles(tenantId: TenantId): Promise<CustomRole[]>;
  saveCustomRole(role: CustomRole, audit: AuditEvent[], judged?: JudgedRoles): Promise<'saved' | 'overtaken'>;
  /** `in_use` while a member has it: no member may lose a role because it was removed. */
  removeCustomRole(change: {
    tenantId: TenantId;
    name: string;
    judged?: JudgedRoles;
    audit: AuditEvent[];
  }): Promise<'removed' | 'in_use' | 'overtaken' | 'unknown'>;
}

/**
 * By what a manager's change of roles was judged; the operator's comes without. The verb holds that it is still so, for
 * another process may have changed it meanwhile. `overtaken` has changed nothing: the change is to be judged again.
 */
export interface JudgedRoles {
  /** The member who makes the change, with the role that allows it. */
  by: Pick<Membership, 'userId' | 'role'>;
  /** The roles that the tenant has made. */
  made: readonly CustomRole[];
}

export interface JudgedMember extends JudgedRoles {
  /** The member's role. */
  from: string;
  /** The roles that manage a tenant. Its last member with one of them keeps it. */
  managing: readonly string[];
}

import type { Soon } from '../../lib/soon.ts';
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
  /** `unknown` if there is no such tenant or user. An existing membership keeps its role. */
  addMembership(
    membership: Omit<Membership, 'tenantName'>,
    audit: AuditEvent[],
  ): Promise<'added' | 'exists' | 'unknown'>;
  membershipsOf(userId: UserId): Promise<Membership[]>;
  membership(userId: UserId, tenantId: TenantId): Soon<Membership | null>;
  /** Returns a tenant's members by name, after the cursor (`null`: from the first), at most `limit`. */
  membersOf(page: {
    tenantId: TenantId;
    after: Pick<Member, 'name' | 'userId'> | null;
    limit: number;
  }): Promise<Member[]>;
  member(id: string, tenantId: TenantId): Promise<Member | null>;
  /** Returns whether another member of the tenant has one of the roles. */
  isHeldByOther(roles: readonly string[], tenantId: TenantId, userId: UserId): Promise<boolean>;
  /** Gives a member another role. `last_manager`: the tenant would be left without a manager. */
  setRole(change: {
    tenantId: TenantId;
    userId: UserId;
    role: string;
    judged?: JudgedMember;
    audit: AuditEvent[];
  }): Promise<'changed' | 'last_manager' | 'overtaken' | 'unknown'>;
  /** Returns whether a member gets mails about unusual use, if their role manages the tenant. */
  wantsAlertMails(userId: UserId, tenantId: TenantId): Promise<boolean>;
  /** `unchanged`: it was so already, or there is no such member. */
  setAlertMails(change: {
    tenantId: TenantId;
    userId: UserId;
    wanted: boolean;
    audit: AuditEvent[];
  }): Promise<'changed' | 'unchanged'>;
  /**
   * Ends a membership, with all connections and personal access tokens of the user in that tenant.
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
  /** `in_use` while a member has it: a member must not lose a role because it was removed. */
  removeCustomRole(change: {
    tenantId: TenantId;
    name: string;
    judged?: JudgedRoles;
    audit: AuditEvent[];
  }): Promise<'removed' | 'in_use' | 'overtaken' | 'unknown'>;
}

/**
 * The state on which a manager's role change was judged; absent for the operator's. The verb verifies it,
 * because another process may have changed it meanwhile. `overtaken`: nothing was changed, and the change has
 * to be judged again.
 */
export interface JudgedRoles {
  /** The member who makes the change, with the role that permits it; `null`: nobody whose role could change. */
  by: Pick<Membership, 'userId' | 'role'> | null;
  /** The roles that the tenant made. */
  made: readonly CustomRole[];
}

export interface JudgedMember extends JudgedRoles {
  /** The member's current role. */
  from: string;
  /** The roles that manage a tenant. Its last manager keeps their role. */
  managing: readonly string[];
}

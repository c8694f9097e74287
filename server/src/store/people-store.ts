import type {
  AuditEvent,
  Client,
  ClientSecret,
  CustomRole,
  Instant,
  LogoutNotice,
  Member,
  Membership,
  PersonalToken,
  Session,
  Tenant,
  TokenHash,
  User,
} from '../model/index.ts';

export interface PeopleStore {
  /** Runs `seed` once in the life of this database; `false` if it had run before. All of it or nothing. */
  seedOnce(seed: Seed): Promise<boolean>;

  /** At most `limit`, in the order of their ids, after the id `after`. */
  tenants(page: { after: string | null; limit: number }): Promise<Tenant[]>;
  tenantById(id: string): Promise<Tenant | null>;
  addTenant(tenant: Tenant, audit: AuditEvent[]): Promise<'added' | 'exists'>;
  /** `exists` also when somebody has the same e-mail address in another spelling. */
  addUser(user: User, audit: AuditEvent[]): Promise<'added' | 'exists'>;
  /** `unknown` when there is no such tenant or user; a membership that is there keeps its role. */
  addMembership(
    membership: Omit<Membership, 'tenantName'>,
    audit: AuditEvent[],
  ): Promise<'added' | 'exists' | 'unknown'>;

  userById(id: string): Promise<User | null>;
  /** Compared without regard to case. */
  userByEmail(email: string): Promise<User | null>;
  membershipsOf(userId: string): Promise<Membership[]>;
  membership(userId: string, tenantId: string): Promise<Membership | null>;
  /** A tenant's members by name, those after one of them, at most `limit`; `null`: from the first. */
  membersOf(page: {
    tenantId: string;
    after: Pick<Member, 'name' | 'userId'> | null;
    limit: number;
  }): Promise<Member[]>;
  member(userId: string, tenantId: string): Promise<Member | null>;
  /** Whether somebody else in the tenant has one of the roles. */
  isHeldByOther(roles: readonly string[], tenantId: string, userId: string): Promise<boolean>;
  /** Gives a member another role. `last_manager`: nobody would be left with one of the roles that manage the tenant. */
  setRole(change: {
    tenantId: string;
    userId: string;
    role: string;
    judged?: JudgedMember;
    audit: AuditEvent[];
  }): Promise<'changed' | 'last_manager' | 'overtaken' | 'unknown'>;
  customRoles(tenantId: string): Promise<CustomRole[]>;
  saveCustomRole(role: CustomRole, audit: AuditEvent[], judged?: JudgedRoles): Promise<'saved' | 'overtaken'>;
  /** `in_use` while a member has it: nobody loses a role by its going away under them. */
  removeCustomRole(change: {
    tenantId: string;
    name: string;
    judged?: JudgedRoles;
    audit: AuditEvent[];
  }): Promise<'removed' | 'in_use' | 'overtaken' | 'unknown'>;

  openSession(session: Session, audit: AuditEvent[]): Promise<void>;
  /** The session with its user, unless it expired; moves `lastSeenAt` along at most once a minute. */
  session(hash: TokenHash, now: Instant): Promise<{ session: Session; user: User } | null>;
  /** `notices` are queued with the end of the session; of several ends at once one queues them. */
  endSession(hash: TokenHash, audit: AuditEvent[], notices?: LogoutNotice[]): Promise<void>;
}

/**
 * By what a manager's change of roles was judged; the operator's comes without. The verb holds that it is still so, for
 * another process may have changed it meanwhile. `overtaken` has changed nothing: the change is to be judged again.
 */
export interface JudgedRoles {
  /** Who makes the change, with the role by which they may. */
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

export interface Seed {
  tenants: Tenant[];
  users: User[];
  memberships: { tenantId: string; userId: string; role: string }[];
  customRoles: CustomRole[];
  clients: { client: Client; secret: ClientSecret | null }[];
  personalTokens: PersonalToken[];
  initialAccessTokens: InitialAccessToken[];
}

/** Lets its bearer register clients (RFC 7591 section 3). */
export interface InitialAccessToken {
  hash: TokenHash;
  /** How many clients it may still register; `null`: any number. */
  usesLeft: number | null;
  createdAt: Instant;
  expiresAt: Instant | null;
}

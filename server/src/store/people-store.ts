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
  /** Whether somebody else in the tenant has the role. */
  isHeldByOther(role: string, tenantId: string, userId: string): Promise<boolean>;
  setRole(change: {
    tenantId: string;
    userId: string;
    role: string;
    audit: AuditEvent[];
  }): Promise<'changed' | 'unknown'>;
  customRoles(tenantId: string): Promise<CustomRole[]>;
  saveCustomRole(role: CustomRole, audit: AuditEvent[]): Promise<void>;
  /** `in_use` while a member has it: nobody loses a role by its going away under them. */
  removeCustomRole(change: {
    tenantId: string;
    name: string;
    audit: AuditEvent[];
  }): Promise<'removed' | 'in_use' | 'unknown'>;

  openSession(session: Session, audit: AuditEvent[]): Promise<void>;
  /** The session with its user, unless it expired; moves `lastSeenAt` along at most once a minute. */
  session(hash: string, now: Instant): Promise<{ session: Session; user: User } | null>;
  /** `notices` are queued with the end of the session; of several ends at once one queues them. */
  endSession(hash: string, audit: AuditEvent[], notices?: LogoutNotice[]): Promise<void>;
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
  hash: string;
  /** How many clients it may still register; `null`: any number. */
  usesLeft: number | null;
  createdAt: Instant;
  expiresAt: Instant | null;
}

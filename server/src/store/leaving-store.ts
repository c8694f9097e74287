import type {
  AuditEvent,
  Client,
  Instant,
  LogoutNotice,
  PersonalToken,
  Session,
  TokenHash,
  User,
} from '../model/index.ts';
import type { JudgedMember } from './people-store.ts';

/** How people, customers and what they made go, with everything that rests on them. */
export interface LeavingStore {
  /**
   * Ends a user's membership of a tenant, with every connection and personal access token that they have there.
   * `last_manager` and `overtaken` as for `setRole`.
   */
  removeMember(change: {
    tenantId: string;
    userId: string;
    now: Instant;
    judged?: JudgedMember;
    audit: AuditEvent[];
  }): Promise<'removed' | 'last_manager' | 'overtaken' | 'unknown'>;
  /** Sessions that have not expired, newest first. */
  sessionsOf(userId: string, now: Instant): Promise<Session[]>;
  /** Ends a person's sessions but the one with this hash; returns how many. The rows are written if there was one. */
  endSessionsOf(change: {
    userId: string;
    keep: TokenHash | null;
    notices: LogoutNotice[];
    audit: AuditEvent[];
  }): Promise<number>;
  /** Replaces a password and ends every session but one, in one step. */
  setPassword(change: {
    userId: string;
    passwordHash: string;
    keep: TokenHash | null;
    notices: LogoutNotice[];
    audit: AuditEvent[];
  }): Promise<'changed' | 'unknown'>;
  /**
   * Deletes a user: name, address and password, every membership, session, connection and personal access token. What is left is
   * their id, under which the log and the clients that act as them go on knowing them.
   */
  deletePerson(change: { userId: string; audit: AuditEvent[] }): Promise<'deleted' | 'unknown'>;
  /** Deletes a tenant with its memberships, roles, connections, personal access tokens and clients. */
  deleteTenant(change: { tenantId: string; audit: AuditEvent[] }): Promise<'deleted' | 'unknown'>;
  /** Everybody's, newest first, at most `limit`. */
  personalTokensOfTenant(tenantId: string, limit: number): Promise<{ token: PersonalToken; user: User }[]>;
  /** One of them; `null` also when it is another tenant's. */
  personalTokenOfTenant(id: string, tenantId: string): Promise<{ token: PersonalToken; user: User } | null>;
  /** The clients that members of a tenant made, or that are bound to it; newest first, at most `limit`. */
  clientsOfTenant(tenantId: string, limit: number): Promise<Client[]>;
}

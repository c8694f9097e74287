import type {
  AuditEvent,
  Instant,
  LogoutNotice,
  Session,
  TokenHash,
  User,
  UserId,
} from '../../model/index.ts';

export interface SessionStore {
  openSession(session: Session, audit: AuditEvent[]): Promise<void>;
  /** Returns the session with its user, unless it has expired. Updates `lastSeenAt` at most once a minute. */
  session(hash: TokenHash, now: Instant): Promise<{ session: Session; user: User } | null>;
  /** `notices` are queued when the session ends; of simultaneous calls, one queues them. */
  endSession(hash: TokenHash, audit: AuditEvent[], notices?: LogoutNotice[]): Promise<void>;
  /** Returns unexpired sessions, newest first. */
  sessionsOf(userId: UserId, now: Instant): Promise<Session[]>;
  /**
   * Ends a user's sessions except the one with this hash. Returns their number. Writes the audit rows if
   * there was one.
   */
  endSessionsOf(change: {
    userId: UserId;
    keep: TokenHash | null;
    notices: LogoutNotice[];
    audit: AuditEvent[];
  }): Promise<number>;
}

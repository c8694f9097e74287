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
  /** The session with its user, unless it expired; moves `lastSeenAt` along at most once a minute. */
  session(hash: TokenHash, now: Instant): Promise<{ session: Session; user: User } | null>;
  /** `notices` are queued with the end of the session; of several ends at once one queues them. */
  endSession(hash: TokenHash, audit: AuditEvent[], notices?: LogoutNotice[]): Promise<void>;
  /** Sessions that have not expired, newest first. */
  sessionsOf(userId: UserId, now: Instant): Promise<Session[]>;
  /** Ends a person's sessions but the one with this hash; returns how many. The rows are written if there was one. */
  endSessionsOf(change: {
    userId: UserId;
    keep: TokenHash | null;
    notices: LogoutNotice[];
    audit: AuditEvent[];
  }): Promise<number>;
}

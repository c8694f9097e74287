import type { Client, Instant, LogoutNotice, UserId } from '../../model/index.ts';

/** Telling clients that a session has ended (OpenID Connect Back-Channel Logout). */
export interface LogoutNoticeStore {
  /** Every client that was given tokens by signing in with that session. */
  clientsOfSession(userId: UserId, sessionId: string): Promise<Client[]>;
  /** Returns the notices that are due, with the attempt counted; no other process is given the same ones before `until`. */
  takeLogoutNotices(take: { now: Instant; until: Instant; limit: number }): Promise<LogoutNotice[]>;
  postponeLogoutNotice(notice: LogoutNotice, dueAt: Instant): Promise<void>;
  removeLogoutNotice(id: string): Promise<void>;
}

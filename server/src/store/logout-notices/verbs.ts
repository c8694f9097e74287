import type { Client, Instant, LogoutNotice, UserId } from '../../model/index.ts';

/** Notifies clients that a session has ended (OpenID Connect Back-Channel Logout). */
export interface LogoutNoticeStore {
  /** Returns every client that got tokens by a sign-in in that session. */
  clientsOfSession(userId: UserId, sessionId: string): Promise<Client[]>;
  /**
   * Returns the due notices with the attempt counted. Other processes do not get the same ones before
   * `until`.
   */
  takeLogoutNotices(take: { now: Instant; until: Instant; limit: number }): Promise<LogoutNotice[]>;
  /**
   * Records how an attempt ended, unless another process has taken the notice by now.
   *
   * @param again when it is attempted next; `null` removes it: it arrived, or is given up
   */
  finishLogoutNotice(notice: LogoutNotice, again: Instant | null): Promise<void>;
}

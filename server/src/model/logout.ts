import type { ClientId, Instant, UserId } from './ids.ts';

/** A client to be notified that a session has ended (Back-Channel Logout). */
export interface LogoutNotice {
  /** Also the `jti` of the logout token, so that a client can detect a repetition. */
  readonly id: string;
  readonly clientId: ClientId;
  readonly userId: UserId;
  /** `sid` of the session that ended. */
  readonly sessionId: string;
  readonly attempts: number;
  /** When it is to be sent next. */
  readonly dueAt: Instant;
  /** After this the client is not notified any more. */
  readonly expiresAt: Instant;
}

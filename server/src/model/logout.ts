import type { ClientId, Instant, UserId } from './ids.ts';

/** A client that has still to be told that a session it was signed in by has ended (Back-Channel Logout). */
export interface LogoutNotice {
  /** Also the `jti` of the logout token, so that a client can tell a repetition. */
  readonly id: string;
  readonly clientId: ClientId;
  readonly userId: UserId;
  /** `sid` of the session that ended. */
  readonly sessionId: string;
  readonly attempts: number;
  /** When it is to be sent next. */
  readonly dueAt: Instant;
  /** From then on nobody is told any more. */
  readonly expiresAt: Instant;
}

import type {
  AuditEvent,
  Authenticator,
  Factors,
  Instant,
  LogoutNotice,
  Passkey,
  RecoveryCode,
  TokenHash,
  User,
  UserId,
} from '../../model/index.ts';

/** The factors of users beside their passwords. The second step of sign-in is on while there is an authenticator app or recovery codes. */
export interface FactorStore {
  factorsOf(userId: UserId): Promise<Factors>;
  /** Adds the app, and recovery codes in place of earlier ones. `exists`: the user has an app, and nothing changes. */
  turnOnAuthenticator(change: {
    authenticator: Authenticator;
    codes: readonly RecoveryCode[];
    audit: AuditEvent[];
  }): Promise<'on' | 'exists'>;
  /** Uses up one step of an app's time (RFC 6238 section 5.2). Of simultaneous attempts, one is the first. */
  useAuthenticator(use: {
    userId: UserId;
    step: number;
    now: Instant;
    expiresAt: Instant;
  }): Promise<'first' | 'seen'>;
  /** Replaces every recovery code of the user, used or not. */
  renewRecoveryCodes(change: {
    userId: UserId;
    codes: readonly RecoveryCode[];
    audit: AuditEvent[];
  }): Promise<void>;
  /** Uses up a recovery code. `unknown` also if it was used before. */
  useRecoveryCode(use: {
    userId: UserId;
    hash: TokenHash;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'used' | 'unknown'>;
  /** Removes the app and all recovery codes. Passkeys stay. */
  endSecondStep(change: { userId: UserId; audit: AuditEvent[] }): Promise<'off' | 'unknown'>;
  /** `exists`: somebody has a passkey with this credential id. */
  addPasskey(passkey: Passkey, most: number, audit: AuditEvent[]): Promise<'added' | 'exists' | 'too_many'>;
  /** Finds a passkey by its credential id. */
  passkeyOf(credentialId: string): Promise<{ passkey: Passkey; user: User } | null>;
  /**
   * Notes a signature by its counter. `regressed`: the counter does not follow the one before, so there may be a copy of the
   * key; nothing changes.
   */
  usePasskey(use: { id: string; counter: number; now: Instant }): Promise<'used' | 'regressed' | 'unknown'>;
  /** Removes a passkey, and the recovery codes if the user has nothing left that they stand in for. */
  removePasskey(change: { id: string; userId: UserId; audit: AuditEvent[] }): Promise<'removed' | 'unknown'>;
  /** Removes everything beside the password and ends every session, for a user who lost it all. */
  removeFactors(change: {
    userId: UserId;
    notices: LogoutNotice[];
    audit: AuditEvent[];
  }): Promise<'removed' | 'none'>;
}

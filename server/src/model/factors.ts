import type { Instant, TokenHash, UserId } from './ids.ts';

/**
 * How a user proved who they are, by the names of RFC 8176. `hwk` is a passkey that cannot leave its device, `swk` one that
 * its provider copies to others; `user` says that the user was verified there, `otp` stands for recovery codes too.
 */
export type AuthMethod = 'pwd' | 'otp' | 'hwk' | 'swk' | 'user' | 'mfa';

/** An authenticator app (RFC 6238). A user has one at most. */
export interface Authenticator {
  readonly userId: UserId;
  /** Its secret, sealed for this user. */
  readonly sealed: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

/** A key with which a user signs in instead of a password (Web Authentication). */
export interface Passkey {
  readonly id: string;
  readonly userId: UserId;
  /** The id that the browser knows, base64url. */
  readonly credentialId: string;
  /** The public key as COSE (RFC 9052), base64url. */
  readonly publicKey: string;
  readonly name: string;
  /** How a browser reaches it, such as `usb` or `internal`, as the browser said. */
  readonly transports: readonly string[];
  /** Whether its provider can copy it to other devices. */
  readonly synced: boolean;
  /** Signatures so far as the device counts them; 0 for one that does not count. */
  readonly counter: number;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

/** A code that stands in for a lost device, once. */
export interface RecoveryCode {
  readonly hash: TokenHash;
  readonly userId: UserId;
  readonly createdAt: Instant;
  readonly usedAt: Instant | null;
}

/** The factors of a user beside a password. */
export interface Factors {
  readonly authenticator: Authenticator | null;
  /** In the order in which they were added. */
  readonly passkeys: readonly Passkey[];
  /** `null`: no codes were made since the second step was last off. Otherwise how many are left. */
  readonly codesLeft: number | null;
}

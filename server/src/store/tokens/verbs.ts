import type { Soon } from '../../lib/soon.ts';
import type {
  AccessToken,
  AuditEvent,
  ClientId,
  Instant,
  RefreshToken,
  TokenFamily,
  TokenHash,
} from '../../model/index.ts';
import type { RefreshRecord, Succeeding, Succession } from '../../rules/token/succession.ts';
import type { ActingFor } from '../acting-for/record.ts';
import type { AuditBy } from '../audit/verbs.ts';

export interface TokenStore {
  /** Stores an access token without grant and family: client credentials. */
  issueAccessToken(access: AccessToken, audit: AuditEvent[]): Promise<void>;
  /** Stores a family with its only token, under a grant that stands; `revoked` has stored nothing. */
  beginFamily(begin: {
    family: TokenFamily;
    access: AccessToken;
    audit: AuditEvent[];
  }): Promise<'begun' | 'revoked'>;
  refreshToken(hash: TokenHash): Promise<RefreshRecord | null>;
  rotateRefreshToken(rotation: Rotation): Promise<RotationOutcome>;
  /**
   * Judges a used token as `rotateRefreshToken` will, and ends its family on reuse. Issues nothing.
   *
   * @param presented.successorHash `null` if the key for deriving the successor is gone
   */
  judgeRefreshToken(
    presented: Presented & { successorHash: TokenHash | null },
  ): Promise<Exclude<RotationOutcome, 'used meanwhile'>>;
  /** Refreshes without a successor: the token stays and its idle expiry moves. */
  keepRefreshToken(keeping: Keeping): Promise<KeepingOutcome>;
  /** Revokes one access token; `unknown` also if it belongs to another client. */
  revokeAccessToken(
    hash: TokenHash,
    clientId: ClientId,
    audit: AuditEvent[],
  ): Promise<'revoked' | 'already' | 'unknown'>;
  /** Ends the family with all its tokens. */
  revokeFamily(
    familyId: string,
    now: Instant,
    audit: AuditEvent[],
  ): Promise<'revoked' | 'already' | 'unknown'>;
  /** Returns everything that a decision needs about an access token, in one statement. */
  accessToken(hash: TokenHash): Soon<AccessRecord | null>;
}

/** A presented refresh token. */
export interface Presented {
  presentedHash: TokenHash;
  now: Instant;
  /** How long a used token gets the same successor again; see `repeatWithin` in `rules/token/refresh.ts`. */
  repeatWithin: number | null;
  audit: AuditBy<'reused'>;
}

export interface Rotation extends Presented {
  /** The presented token as it was read; if it has changed since, it is judged anew. */
  read: Succeeding;
  successor: RefreshToken;
  access: AccessToken;
  audit: AuditBy<'rotated' | 'repeated' | 'reused'>;
}

/**
 * `reused`: this call ended the family. `used meanwhile`: another verb has exchanged the token since it was read, for a successor that is
 * not this one; nothing was changed. The others have stored only the rows passed for them.
 */
export type RotationOutcome = Succession | 'unknown' | 'used meanwhile';

/** A refresh that keeps its token. */
export interface Keeping {
  presentedHash: TokenHash;
  now: Instant;
  /** The new idle expiry. */
  expiresAt: Instant;
  access: AccessToken;
  audit: AuditBy<'kept' | 'reused'>;
}

/** `reused`: the token has a successor from before it was kept; this call ended the family. */
export type KeepingOutcome = 'kept' | 'reused' | 'revoked' | 'expired' | 'unknown';

export interface AccessRecord extends ActingFor {
  token: AccessToken;
  family: TokenFamily | null;
  revokedAt: Instant | null;
}

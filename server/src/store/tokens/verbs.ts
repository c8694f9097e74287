import type {
  AccessToken,
  AuditEvent,
  ClientId,
  Instant,
  RefreshToken,
  TokenFamily,
  TokenHash,
} from '../../model/index.ts';
import type { RefreshRecord, Succession } from '../../rules/token/succession.ts';
import type { ActingFor } from '../acting-for/record.ts';
import type { AuditBy } from '../audit/verbs.ts';

export interface TokenStore {
  /** An access token without grant and family: client credentials. */
  issueAccessToken(access: AccessToken, audit: AuditEvent[]): Promise<void>;
  /** A family with its only token, under a grant that stands; `revoked` has stored nothing. */
  beginFamily(begin: {
    family: TokenFamily;
    access: AccessToken;
    audit: AuditEvent[];
  }): Promise<'begun' | 'revoked'>;
  refreshToken(hash: TokenHash): Promise<RefreshRecord | null>;
  rotateRefreshToken(rotation: Rotation): Promise<RotationOutcome>;
  /**
   * Judges a used token as `rotateRefreshToken` will, and ends its family if that is reuse. Gives nothing out.
   *
   * @param presented.successorHash `null` when the key that the successor comes from is gone
   */
  judgeRefreshToken(presented: Presented & { successorHash: TokenHash | null }): Promise<RotationOutcome>;
  /** Refreshes without a successor: the token goes on, and its idle expiry moves along. */
  keepRefreshToken(keeping: Keeping): Promise<KeepingOutcome>;
  /** Ends one access token; `unknown` also when it belongs to another client. */
  revokeAccessToken(
    hash: TokenHash,
    clientId: ClientId,
    audit: AuditEvent[],
  ): Promise<'revoked' | 'already' | 'unknown'>;
  /** Ends the family with every token in it. */
  revokeFamily(
    familyId: string,
    now: Instant,
    audit: AuditEvent[],
  ): Promise<'revoked' | 'already' | 'unknown'>;
  /** Everything a decision needs to know about an access token, read in one statement. */
  accessToken(hash: TokenHash): Promise<AccessRecord | null>;
}

/** A refresh token that somebody presents. */
export interface Presented {
  presentedHash: TokenHash;
  now: Instant;
  /** How long a used token gets the same successor again; see `repeatWithin` in `rules/token/refresh.ts`. */
  repeatWithin: number | null;
  audit: AuditBy<'reused'>;
}

export interface Rotation extends Presented {
  successor: RefreshToken;
  access: AccessToken;
  audit: AuditBy<'rotated' | 'repeated' | 'reused'>;
}

/** `reused`: this call ended the family. The others have stored nothing but what was handed in for them. */
export type RotationOutcome = Succession | 'unknown';

/** A refresh that leaves its token as it is. */
export interface Keeping {
  presentedHash: TokenHash;
  now: Instant;
  /** Idle expiry from now on. */
  expiresAt: Instant;
  access: AccessToken;
  audit: AuditBy<'kept' | 'reused'>;
}

/** `reused`: the token has a successor, from when it was not to be kept; this call ended the family. */
export type KeepingOutcome = 'kept' | 'reused' | 'revoked' | 'expired' | 'unknown';

export interface AccessRecord extends ActingFor {
  token: AccessToken;
  family: TokenFamily | null;
  revokedAt: Instant | null;
}

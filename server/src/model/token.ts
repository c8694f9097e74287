import type { AuthorizationDetail, Mode, ResourceRef, TokenKind } from '../../../wire/caller.ts';
import type { AuthorizationContext, Confirmation } from './authorization.ts';
import type { ClientId, GrantId, Instant, TenantId, TokenHash, UserId } from './ids.ts';

/** An access token as stored. Only its holder knows the token itself. */
export interface AccessToken {
  /** SHA-256 of the whole token, base64url. */
  readonly hash: TokenHash;
  readonly kind: Exclude<TokenKind, 'personal'>;
  readonly clientId: ClientId;
  readonly userId: UserId | null;
  readonly tenantId: TenantId | null;
  readonly grantId: GrantId | null;
  readonly grantVersion: number | null;
  readonly familyId: string | null;
  readonly scopes: readonly string[];
  /** Resource indicators (RFC 8707); empty: the whole API. */
  readonly audience: readonly string[];
  readonly mode: Mode;
  /** The key that the user of the token must prove (RFC 7800 section 3); `null`: a bearer token. */
  readonly confirmation: Confirmation | null;
  /** Rich authorization details of the token (RFC 9396); empty without. */
  readonly authorizationDetails: readonly AuthorizationDetail[];
  /**
   * The actors for the user, outermost first, after a token exchange (RFC 8693 section 4.1); empty without.
   */
  readonly actors: readonly string[];
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

/** A refresh token as stored (`rules/token/refresh.ts` and `succession.ts` have its rules). */
export interface RefreshToken {
  readonly hash: TokenHash;
  readonly familyId: string;
  /** The server key from which the successor is derived. */
  readonly keyId: string;
  readonly issuedAt: Instant;
  /** Idle expiry. The family has the absolute one. */
  readonly expiresAt: Instant;
  /** When it was first exchanged for its successor. */
  readonly usedAt: Instant | null;
  /** When it was last used without being exchanged, if the client's refresh tokens are kept. */
  readonly keptAt: Instant | null;
  /** The number of consecutive tokens, up to this one, that were issued a second time. */
  readonly repeats: number;
}

/** All tokens from one authorization code. A reuse of any ends all of them. */
export interface TokenFamily {
  readonly id: string;
  readonly clientId: ClientId;
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly grantId: GrantId;
  readonly grantVersion: number;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly mode: Mode;
  readonly context: AuthorizationContext;
  readonly createdAt: Instant;
  /** Absolute expiry, which no refresh extends. */
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

/** An authorization code as stored. It lives 60 seconds and is valid once (OAuth 2.1 section 4.1.2). */
export interface AuthorizationCode {
  readonly hash: TokenHash;
  readonly clientId: ClientId;
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly grantId: GrantId;
  readonly grantVersion: number;
  /** As the client sent it; `null` if it sent none and its only registered one was used. */
  readonly redirectUri: string | null;
  /** S256 challenge; `null` only if a dialect lets a confidential client omit PKCE. */
  readonly codeChallenge: string | null;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly mode: Mode;
  readonly context: AuthorizationContext;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** When its family began. */
  readonly redeemedAt: Instant | null;
  /** The family that the redemption begins, so that a second one fails, and a replay can end it. */
  readonly familyId: string;
}

/** A token that a user makes for a script. */
export interface PersonalToken {
  readonly id: string;
  readonly hash: TokenHash;
  readonly name: string;
  /** The last characters, to distinguish two on a page. */
  readonly hint: string;
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly scopes: readonly string[];
  /** The resources that its user selected for it; `null`: none limit it. */
  readonly resources: readonly ResourceRef[] | null;
  /** CIDR blocks; `null`: any address. */
  readonly ipAllowlist: readonly string[] | null;
  readonly mode: Mode;
  readonly createdAt: Instant;
  /** `null`: does not expire. */
  readonly expiresAt: Instant | null;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

import type { AuthorizationContext, AuthorizationDetail, Confirmation } from './authorization.ts';
import type { ClientId, GrantId, Instant, Mode, TenantId, TokenHash, UserId } from './ids.ts';

/**
 * `plain`: for the client's own user. `connected`: for a connected account of a platform.
 * `client`: client credentials. `personal`: made by a user for a script.
 */
export type TokenKind = 'plain' | 'connected' | 'client' | 'personal';

/** An access token as stored. The token itself is known only to whoever holds it. */
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
  /** Whoever uses the token must prove this key (RFC 7800 section 3); `null`: a bearer token. */
  readonly confirmation: Confirmation | null;
  /** Rich authorization details that the token carries (RFC 9396); empty without. */
  readonly authorizationDetails: readonly AuthorizationDetail[];
  /** Who acts for the user, outermost first, after a token exchange (RFC 8693 section 4.1); empty without. */
  readonly actors: readonly string[];
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

/** A refresh token as stored (`rules/token/refresh.ts` has the rules of its succession). */
export interface RefreshToken {
  readonly hash: TokenHash;
  readonly familyId: string;
  /** The server key from which this token's successor is derived. */
  readonly keyId: string;
  readonly issuedAt: Instant;
  /** Idle expiry. The family carries the absolute one. */
  readonly expiresAt: Instant;
  /** When it was first exchanged for its successor. */
  readonly usedAt: Instant | null;
  /** When it was last used without being exchanged, by a client whose tokens are kept. */
  readonly keptAt: Instant | null;
  /** How many tokens of its family in a row, it and those right before it, were given out a second time. */
  readonly repeats: number;
}

/** All tokens that came out of one authorization code; reuse anywhere in it ends all of it. */
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
  /** Absolute expiry: no refresh reaches past it. */
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

/** An authorization code as stored. Lives 60 seconds and works once (OAuth 2.1 section 4.1.2). */
export interface AuthorizationCode {
  readonly hash: TokenHash;
  readonly clientId: ClientId;
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly grantId: GrantId;
  readonly grantVersion: number;
  /** As the client sent it; `null` when it sent none and its only registered one was used. */
  readonly redirectUri: string | null;
  /** S256 challenge; `null` only where a dialect lets a confidential client do without PKCE. */
  readonly codeChallenge: string | null;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly mode: Mode;
  readonly context: AuthorizationContext;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly redeemedAt: Instant | null;
  /** The family that the redemption began, so that a replay can end it. */
  readonly familyId: string | null;
}

/** A key that a user makes for a script. */
export interface PersonalToken {
  readonly id: string;
  readonly hash: TokenHash;
  readonly name: string;
  /** The last characters, to tell two apart on a page. */
  readonly hint: string;
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly scopes: readonly string[];
  /** CIDR blocks; `null`: from anywhere. */
  readonly ipAllowlist: readonly string[] | null;
  readonly mode: Mode;
  readonly createdAt: Instant;
  /** `null`: does not expire. */
  readonly expiresAt: Instant | null;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

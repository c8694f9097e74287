import type { AuthorizationContext, AuthorizationDetail, Confirmation } from './authorization.ts';
import type { Instant, Mode, TenantId, TokenHash, UserId } from './ids.ts';

/**
 * `plain`: for the client's own user. `connected`: for a connected account of a platform.
 * `client`: client credentials. `personal`: made by a user for a script.
 */
export type TokenKind = 'plain' | 'connected' | 'client' | 'personal';

/** An access token as stored. The token itself is known only to whoever holds it. */
export interface AccessToken {
  /** SHA-256 of the whole token, base64url. */
  hash: TokenHash;
  kind: Exclude<TokenKind, 'personal'>;
  clientId: string;
  userId: UserId | null;
  tenantId: TenantId | null;
  grantId: string | null;
  grantVersion: number | null;
  familyId: string | null;
  scopes: string[];
  /** Resource indicators (RFC 8707); empty: the whole API. */
  audience: string[];
  mode: Mode;
  /** Whoever uses the token must prove this key (RFC 7800 section 3); `null`: a bearer token. */
  confirmation: Confirmation | null;
  /** Rich authorization details that the token carries (RFC 9396); empty without. */
  authorizationDetails: AuthorizationDetail[];
  /** Who acts for the user, outermost first, after a token exchange (RFC 8693 section 4.1); empty without. */
  actors: string[];
  issuedAt: Instant;
  expiresAt: Instant;
}

/** A refresh token as stored (`rules/token/refresh.ts` has the rules of its succession). */
export interface RefreshToken {
  hash: TokenHash;
  familyId: string;
  /** The server key from which this token's successor is derived. */
  keyId: string;
  issuedAt: Instant;
  /** Idle expiry. The family carries the absolute one. */
  expiresAt: Instant;
  /** When it was first exchanged for its successor. */
  usedAt: Instant | null;
  /** When it was last used without being exchanged, by a client whose tokens are kept. */
  keptAt: Instant | null;
  /** How many tokens of its family in a row, it and those right before it, were given out a second time. */
  repeats: number;
}

/** All tokens that came out of one authorization code; reuse anywhere in it ends all of it. */
export interface TokenFamily {
  id: string;
  clientId: string;
  userId: UserId;
  tenantId: TenantId;
  grantId: string;
  grantVersion: number;
  scopes: string[];
  audience: string[];
  mode: Mode;
  context: AuthorizationContext;
  createdAt: Instant;
  /** Absolute expiry: no refresh reaches past it. */
  expiresAt: Instant;
  revokedAt: Instant | null;
}

/** An authorization code as stored. Lives 60 seconds and works once (OAuth 2.1 section 4.1.2). */
export interface AuthorizationCode {
  hash: TokenHash;
  clientId: string;
  userId: UserId;
  tenantId: TenantId;
  grantId: string;
  grantVersion: number;
  /** As the client sent it; `null` when it sent none and its only registered one was used. */
  redirectUri: string | null;
  /** S256 challenge; `null` only where a dialect lets a confidential client do without PKCE. */
  codeChallenge: string | null;
  scopes: string[];
  audience: string[];
  mode: Mode;
  context: AuthorizationContext;
  issuedAt: Instant;
  expiresAt: Instant;
  redeemedAt: Instant | null;
  /** The family that the redemption began, so that a replay can end it. */
  familyId: string | null;
}

/** A key that a user makes for a script. */
export interface PersonalToken {
  id: string;
  hash: TokenHash;
  name: string;
  /** The last characters, to tell two apart on a page. */
  hint: string;
  userId: UserId;
  tenantId: TenantId;
  scopes: string[];
  /** CIDR blocks; `null`: from anywhere. */
  ipAllowlist: string[] | null;
  mode: Mode;
  createdAt: Instant;
  /** `null`: does not expire. */
  expiresAt: Instant | null;
  lastUsedAt: Instant | null;
  revokedAt: Instant | null;
}

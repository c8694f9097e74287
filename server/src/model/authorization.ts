import type { Instant } from './ids.ts';

/** The key a token is bound to: a DPoP key (RFC 9449 section 6.1) or a certificate (RFC 8705 section 3.1). */
export type Confirmation = { readonly jkt: string } | { readonly x5tS256: string };

/** The same as claim `cnf` of a token or an introspection answer (RFC 7800 section 3.1). */
export function confirmationClaim(confirmation: Confirmation): Record<string, string> {
  return 'jkt' in confirmation ? { jkt: confirmation.jkt } : { 'x5t#S256': confirmation.x5tS256 };
}

/** Who acts for a user, as a member `act` (RFC 8693 section 4.1), earlier actors inside; nothing for nobody. */
export function actorMember([outermost, ...earlier]: readonly string[]): { act?: Record<string, unknown> } {
  return outermost === undefined ? {} : { act: { sub: outermost, ...actorMember(earlier) } };
}

/** One element of `authorization_details` (RFC 9396 section 2). */
export interface AuthorizationDetail {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** What the `claims` parameter asks for (OpenID Connect Core section 5.5). */
export interface RequestedClaims {
  readonly userinfo?: Record<string, ClaimRequest | null>;
  readonly id_token?: Record<string, ClaimRequest | null>;
}

export interface ClaimRequest {
  readonly essential?: boolean;
  readonly value?: unknown;
  readonly values?: readonly unknown[];
}

/** How an authorization came about: what later tokens of it have to say or to prove. */
export interface AuthorizationContext {
  /** When the user proved who they are. `null` where nobody signed in. */
  readonly authenticatedAt: Instant | null;
  /** Names the user's session towards clients, for logout (`sid`); not the cookie, nor its hash. */
  readonly sessionId: string | null;
  /** Authentication context class that was reached (OpenID Connect Core section 2). */
  readonly acr: string | null;
  readonly nonce: string | null;
  readonly claims: RequestedClaims | null;
  readonly authorizationDetails: readonly AuthorizationDetail[];
  /** `selection` of the grant when the user decided; absent for 0. */
  readonly selection?: number;
  /** The key that redeeming the code, and each refresh of a public client, must prove. */
  readonly confirmation: Confirmation | null;
}

export const NO_CONTEXT: AuthorizationContext = {
  authenticatedAt: null,
  sessionId: null,
  acr: null,
  nonce: null,
  claims: null,
  authorizationDetails: [],
  confirmation: null,
};

/** The member of a token response, an introspection or a JWT (RFC 9396 section 7 to 9); nothing without details. */
export function detailsMember(details: readonly AuthorizationDetail[]): {
  authorization_details?: readonly AuthorizationDetail[];
} {
  return details.length === 0 ? {} : { authorization_details: details };
}

/** The member `scope` of a token and of what describes it; nothing without scopes (RFC 6749 section 3.3). */
export function scopeMember(scopes: readonly string[]): { scope?: string } {
  return scopes.length === 0 ? {} : { scope: scopes.join(' ') };
}

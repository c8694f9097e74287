import type { AuthorizationDetail } from '../../../wire/caller.ts';
import type { Instant } from './ids.ts';

/** The key a token is bound to: a DPoP key (RFC 9449 section 6.1) or a certificate (RFC 8705 section 3.1). */
export type Confirmation = { readonly jkt: string } | { readonly x5tS256: string };

/** Returns the same as claim `cnf` of a token or introspection answer (RFC 7800 section 3.1). */
export function confirmationClaim(confirmation: Confirmation): Record<string, string> {
  return 'jkt' in confirmation ? { jkt: confirmation.jkt } : { 'x5t#S256': confirmation.x5tS256 };
}

/**
 * Returns the actors as a member `act` (RFC 8693 section 4.1) with earlier ones nested, or nothing if there
 * are none.
 */
export function actorMember([outermost, ...earlier]: readonly string[]): { act?: Record<string, unknown> } {
  return outermost === undefined ? {} : { act: { sub: outermost, ...actorMember(earlier) } };
}

/** The claims that the `claims` parameter requests (OpenID Connect Core section 5.5). */
export interface RequestedClaims {
  readonly userinfo?: Record<string, ClaimRequest | null>;
  readonly id_token?: Record<string, ClaimRequest | null>;
}

export interface ClaimRequest {
  readonly essential?: boolean;
  readonly value?: unknown;
  readonly values?: readonly unknown[];
}

/** The circumstances of an authorization, which its later tokens have to state or prove. */
export interface AuthorizationContext {
  /** When the user authenticated; `null` if no one signed in. */
  readonly authenticatedAt: Instant | null;
  /** Identifies the user's session to clients, for logout (`sid`). It is neither the cookie nor its hash. */
  readonly sessionId: string | null;
  /** The authentication context class of the sign-in (OpenID Connect Core section 2). */
  readonly acr: string | null;
  /** How the user authenticated (RFC 8176); absent if it is not known. */
  readonly amr?: readonly string[];
  readonly nonce: string | null;
  readonly claims: RequestedClaims | null;
  readonly authorizationDetails: readonly AuthorizationDetail[];
  /** `selection` of the grant at the user's decision; absent for 0. */
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

/**
 * Returns the member of a token response, introspection or JWT (RFC 9396 section 7 to 9), or nothing without
 * details.
 */
export function detailsMember(details: readonly AuthorizationDetail[]): {
  authorization_details?: readonly AuthorizationDetail[];
} {
  return details.length === 0 ? {} : { authorization_details: details };
}

/** Returns the member `scope`, or nothing without scopes (RFC 6749 section 3.3). */
export function scopeMember(scopes: readonly string[]): { scope?: string } {
  return scopes.length === 0 ? {} : { scope: scopes.join(' ') };
}

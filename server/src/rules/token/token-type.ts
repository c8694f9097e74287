import type { Confirmation } from '../../model/index.ts';

/** How an access token is to be sent (RFC 6750, RFC 9449 section 5). */
export type TokenType = 'Bearer' | 'DPoP';

/** A certificate-bound token is sent as a bearer token (RFC 8705 section 3), a DPoP-bound one is not. */
export function tokenTypeOf(confirmation: Confirmation | null): TokenType {
  return confirmation !== null && 'jkt' in confirmation ? 'DPoP' : 'Bearer';
}

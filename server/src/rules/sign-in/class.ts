import type { ClaimRequest, Instant, Session } from '../../model/index.ts';

/** `acr` of a sign-in by a password here (OpenID Connect Core section 2). Nothing elsewhere may be called so. */
export const PASSWORD_ACR = 'urn:latchkey:acr:password';

type Signed = Pick<Session, 'createdAt' | 'methods' | 'elsewhere'>;

/** Returns when the user authenticated; `null` if another system did it and does not say when. */
export function authTimeOf({ createdAt, elsewhere }: Signed): Instant | null {
  return elsewhere ? elsewhere.authenticatedAt : createdAt;
}

/** Returns how the user authenticated (RFC 8176), in the words of the system that did it. */
export function amrOf({ methods, elsewhere }: Signed): readonly string[] {
  return [...new Set([...(elsewhere?.amr ?? []), ...methods])];
}

/** Returns the class of the sign-in, or `null` if it has none. */
export function acrOf({ methods, elsewhere }: Signed): string | null {
  if (elsewhere) return elsewhere.acr === PASSWORD_ACR ? null : elsewhere.acr;
  return methods.includes('pwd') ? PASSWORD_ACR : null;
}

/** Returns whether a sign-in is of a class that the client demands (Core section 5.5.1.1). A wish that is not essential always is. */
export function suitsClass(wanted: ClaimRequest | null | undefined, signed: Signed): boolean {
  if (!wanted?.essential) return true;
  const values = wanted.values ?? (wanted.value === undefined ? null : [wanted.value]);
  return values === null || values.includes(acrOf(signed));
}

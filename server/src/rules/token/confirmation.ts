import { type Client, type Confirmation, isPublic } from '../../model/index.ts';
import type { ProofProblem } from '../proof/dpop.ts';

/** Why the proved key, or the lack of one, is not acceptable. */
export type ConfirmationProblem =
  | `proof_${ProofProblem}`
  | 'key_differs'
  | 'key_thumbprint_malformed'
  | 'key_thumbprint_differs'
  | 'certificate_missing'
  | 'confirmation_missing';

/** The keys to which a request can bind its tokens. */
export interface Offered {
  /** Thumbprint of the key of its DPoP proof (RFC 7638). */
  thumbprint: string | null;
  /** Thumbprint of the connection's client certificate (RFC 8705 section 3.1). */
  certificate: string | null;
}

/**
 * Returns the key that the tokens of a request are bound to, or why none may be issued without one. A proof
 * takes precedence: it is always sent on purpose, while a certificate may only serve authentication.
 */
export function chooseConfirmation(
  { settings }: Client,
  offered: Offered,
  everyToken: boolean,
): { problem: ConfirmationProblem } | { confirmation: Confirmation | null } {
  const { thumbprint, certificate } = offered;
  // RFC 9449 section 5.2: dpop_bound_access_tokens.
  if (settings.dpopBound && thumbprint === null) return { problem: 'proof_missing' };
  // RFC 8705 section 3.4: tls_client_certificate_bound_access_tokens.
  if (settings.certificateBound && certificate === null) return { problem: 'certificate_missing' };
  if (thumbprint !== null) return { confirmation: { jkt: thumbprint } };
  if (certificate !== null && (settings.certificateBound || everyToken)) {
    return { confirmation: { x5tS256: certificate } };
  }
  return everyToken ? { problem: 'confirmation_missing' } : { confirmation: null };
}

export type KeyProblem = Extract<ConfirmationProblem, 'proof_missing' | 'key_differs'>;

/** Returns why a bound code or refresh token may not be used with the proved key, or `null` if it may. */
export function keyProblem(bound: Confirmation | null, proved: Confirmation | null): KeyProblem | null {
  if (bound === null) return null;
  if ('jkt' in bound) {
    if (proved === null || !('jkt' in proved)) return 'proof_missing';
    return proved.jkt === bound.jkt ? null : 'key_differs';
  }
  return proved !== null && 'x5tS256' in proved && proved.x5tS256 === bound.x5tS256 ? null : 'key_differs';
}

export type PresentationProblem = 'sent_as_bearer' | 'sent_as_dpop' | 'no_certificate' | 'other_certificate';

/**
 * Returns why an access token is refused because of how it is sent, before its proof is verified, or `null`.
 *
 * @param sent.certificate thumbprint of the connection's client certificate
 */
export function presentationProblem(
  bound: Confirmation | null,
  { scheme, certificate }: { scheme: 'Bearer' | 'DPoP'; certificate: string | null },
): PresentationProblem | null {
  const isKey = bound !== null && 'jkt' in bound;
  if (scheme === 'DPoP') return isKey ? null : 'sent_as_dpop';
  // RFC 9449 section 7.2: a bound token MUST NOT be accepted as a bearer token.
  if (isKey) return 'sent_as_bearer';
  // RFC 8705 section 3: the certificate MUST be the one to which the token is bound.
  if (!keyProblem(bound, certificate === null ? null : { x5tS256: certificate })) return null;
  return certificate === null ? 'no_certificate' : 'other_certificate';
}

/**
 * Returns the key that each refresh must prove, given the one proved at redemption. Refresh tokens of a
 * public client are bound to it (RFC 9449 section 5), and so are those that are not rotated; any other client
 * authenticates each time and may change its key.
 */
export function familyKey(client: Client, proved: Confirmation | null): Confirmation | null {
  const bound = isPublic(client) || (client.settings.refresh === 'static' && !isAsymmetric(client));
  return bound ? proved : null;
}

/** Returns whether a client authenticates with a private key or certificate. */
export function isAsymmetric({ authMethod }: Client): boolean {
  return (
    authMethod === 'private_key_jwt' ||
    authMethod === 'tls_client_auth' ||
    authMethod === 'self_signed_tls_client_auth'
  );
}

/** Returns whether a text has the form of a thumbprint: SHA-256 in base64url (RFC 9449 section 10). */
export function isThumbprint(text: string): boolean {
  return /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text);
}

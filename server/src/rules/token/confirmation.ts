import { type Client, type Confirmation, isPublic } from '../../model/index.ts';
import type { ProofProblem } from '../proof/dpop.ts';

/** Why the key that a request proved, or that it proved none, is not good enough. */
export type ConfirmationProblem =
  | `proof_${ProofProblem}`
  | 'key_differs'
  | 'key_thumbprint_malformed'
  | 'key_thumbprint_differs'
  | 'certificate_missing'
  | 'confirmation_missing';

/** The keys that a request brought to bind its tokens to. */
export interface Offered {
  /** Thumbprint of the key of its DPoP proof (RFC 7638). */
  thumbprint: string | null;
  /** Thumbprint of the client certificate that the connection was made with (RFC 8705 section 3.1). */
  certificate: string | null;
}

/**
 * The key that the tokens of a request are bound to, or why they may not be issued without one. A proof goes
 * first: no client sends one by accident, while a certificate may be there for authentication alone.
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

/** Why a code or a refresh token that is bound to a key may not be used with what was proved; `null` when it may. */
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
 * Why an access token is refused by the way it is sent, before a proof is looked at; `null` when it is not.
 *
 * @param sent.certificate thumbprint of the client certificate of the connection
 */
export function presentationProblem(
  bound: Confirmation | null,
  { scheme, certificate }: { scheme: 'Bearer' | 'DPoP'; certificate: string | null },
): PresentationProblem | null {
  const isKey = bound !== null && 'jkt' in bound;
  if (scheme === 'DPoP') return isKey ? null : 'sent_as_dpop';
  // RFC 9449 section 7.2: such a token "MUST NOT" be taken as a bearer token.
  if (isKey) return 'sent_as_bearer';
  // RFC 8705 section 3: the certificate "MUST" be the one that the token was issued to.
  if (!keyProblem(bound, certificate === null ? null : { x5tS256: certificate })) return null;
  return certificate === null ? 'no_certificate' : 'other_certificate';
}

/**
 * The key that each refresh must prove, given the one that redeeming the code proved. A public client's refresh
 * tokens are bound to it (RFC 9449 section 5), and so are those that are kept; any other client proves itself
 * each time and may change its key.
 */
export function familyKey(client: Client, proved: Confirmation | null): Confirmation | null {
  const bound = isPublic(client) || (client.settings.refresh === 'static' && !isAsymmetric(client));
  return bound ? proved : null;
}

/** Whether a client authenticates with a key that it never sends. */
export function isAsymmetric({ authMethod }: Client): boolean {
  return (
    authMethod === 'private_key_jwt' ||
    authMethod === 'tls_client_auth' ||
    authMethod === 'self_signed_tls_client_auth'
  );
}

/** Whether a text can be the thumbprint of a key: a SHA-256 in base64url (RFC 9449 section 10). */
export function isThumbprint(text: string): boolean {
  return /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text);
}

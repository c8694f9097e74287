import { constants, createPublicKey, verify } from 'node:crypto';
import type { JWK } from 'jose';
import type { Keys } from './keys.ts';

/** Longer than any token this server signs. */
const LONGEST = 16 * 1024;
const SHAPE = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * Returns the claims of a JWT that this server signed with a key that is still published, otherwise `null`.
 * The algorithm is the key's own, whatever the header says (RFC 8725 section 3.1), and the type has to match
 * (section 3.11). The caller has to check the expiry.
 */
export function readOwnJwt(
  keys: Pick<Keys, 'published'>,
  token: string,
  type: string,
): Record<string, unknown> | null {
  const [, head, body, mac] = (token.length > LONGEST ? null : SHAPE.exec(token)) ?? [];
  if (head === undefined || body === undefined || mac === undefined) return null;
  const header = jsonObject(head);
  const jwk = keys.published().find(({ kid }) => kid === header?.kid);
  if (!header || !jwk || header.alg !== jwk.alg || header.typ !== type) return null;
  return isSignedBy(jwk, `${head}.${body}`, Buffer.from(mac, 'base64url')) ? jsonObject(body) : null;
}

function isSignedBy(jwk: JWK, input: string, signature: Buffer): boolean {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const data = Buffer.from(input);
  switch (jwk.alg) {
    case 'EdDSA':
      return verify(null, data, key, signature);
    case 'ES256':
      return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'RS256':
      return verify('sha256', data, key, signature);
    case 'PS256': {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      return verify('sha256', data, { key, padding, saltLength: 32 }, signature);
    }
    default:
      return false;
  }
}

function jsonObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

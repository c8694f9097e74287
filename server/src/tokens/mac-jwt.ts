import { createHmac } from 'node:crypto';
import { sameSecret } from '../lib/compare.ts';

const SHAPE = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

/**
 * Returns a compact JWS with HS256 (RFC 7518 section 3.2), which only holders of `key` can make or verify.
 *
 * @param type the `typ` header, so that a question cannot be replayed as its answer (RFC 8725 section 3.11)
 */
export function signMac(key: string, type: string, claims: Record<string, unknown>): string {
  const input = `${base64url({ alg: 'HS256', typ: type })}.${base64url(claims)}`;
  return `${input}.${mac(key, input)}`;
}

/** Returns the claims if `signMac` made the token with this key and type, otherwise `null`. */
export function readMac(key: string, token: string, type: string): unknown {
  const [, head = '', body = '', signature = ''] = SHAPE.exec(token) ?? [];
  if (!sameSecret(signature, mac(key, `${head}.${body}`))) return null;
  const header = parsed(head);
  const isOfType =
    typeof header === 'object' &&
    header !== null &&
    'alg' in header &&
    'typ' in header &&
    header.typ === type;
  return isOfType && header.alg === 'HS256' ? parsed(body) : null;
}

function mac(key: string, input: string): string {
  return createHmac('sha256', key).update(input).digest('base64url');
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

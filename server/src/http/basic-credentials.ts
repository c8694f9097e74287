import { isUtf8 } from 'node:buffer';
import { isKept } from '../lib/kept-text.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import { decodeFormText } from './params.ts';

export interface BasicCredentials {
  id: string;
  secret: string;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/**
 * Reads client credentials from an `Authorization` header. Returns `null` if there is no header. Both parts
 * are form-decoded after they are split (RFC 6749 section 2.3.1), so that a colon within one of them does not
 * split it.
 */
export function readBasic(
  header: string | undefined,
): Result<BasicCredentials | null, 'basic_malformed' | 'authorization_scheme_unsupported'> {
  if (header === undefined) return ok(null);
  const match = /^basic(?: +([^ ].*)?)?$/i.exec(header.trim());
  if (!match) return refused('authorization_scheme_unsupported');
  const encoded = match[1] ?? '';
  if (!BASE64.test(encoded)) return refused('basic_malformed');
  const text = decodeUtf8(Buffer.from(encoded, 'base64'));
  const colon = text?.indexOf(':') ?? -1;
  if (text === null || colon < 1) return refused('basic_malformed');
  const id = decodeFormText(text.slice(0, colon));
  const secret = decodeFormText(text.slice(colon + 1));
  return id === null || secret === null || !isKept(id) ? refused('basic_malformed') : ok({ id, secret });
}

/** Decodes `bytes` as UTF-8. Returns `null` if they are not valid UTF-8. */
export function decodeUtf8(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString() : null;
}

import { parseJson } from '../../lib/kept-text.ts';

/** A parsed compact JWS (RFC 7515 section 7.1). Its content is untrusted until a signature is verified. */
export interface CompactJws {
  text: string;
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

const SHAPE = /^([A-Za-z0-9_-]{2,})\.([A-Za-z0-9_-]{2,})\.([A-Za-z0-9_-]*)$/;
/** In characters. Real assertions are shorter, and an attacker's are cheap to parse. */
const LONGEST = 16 * 1024;

/** Returns `null` if the text is not a JWS over a JSON object. */
export function readCompactJws(text: string): CompactJws | null {
  if (text.length > LONGEST) return null;
  const [, first, second] = SHAPE.exec(text) ?? [];
  const header = jsonObject(first);
  const claims = jsonObject(second);
  return header && claims ? { text, header, claims } : null;
}

function jsonObject(part: string | undefined): Record<string, unknown> | null {
  if (part === undefined) return null;
  try {
    const bytes = Buffer.from(part, 'base64url');
    const value: unknown = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

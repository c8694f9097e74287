import { z } from 'zod';
import type { UsageKey } from '../model/index.ts';

const text = z.string().nullable();
const place = z.tuple([z.int().nonnegative(), text, text, text, z.enum(['allowed', 'denied']), text]);

/** Writes the place at which a page ends as text for a URL. */
export function cursorOf(key: UsageKey): string {
  const { hour, clientId, connectedAccountId, operation, outcome, code } = key;
  const fields = [hour, clientId, connectedAccountId, operation, outcome, code];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** Returns `null` for a text that no page ends with. */
export function readCursor(cursor: string): UsageKey | null {
  const read = place.safeParse(parsed(Buffer.from(cursor, 'base64url').toString()));
  if (!read.success) return null;
  const [hour, clientId, connectedAccountId, operation, outcome, code] = read.data;
  return { hour, clientId, connectedAccountId, operation, outcome, code };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

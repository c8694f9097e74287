import type { Api } from '../api.ts';
import { isCurrent, MINUTE } from '../lib/clock.ts';
import { sealUnder } from '../tokens/seal.ts';

/** Long enough to find a password. */
const LIFETIME = 30 * MINUTE;
/** A form that somebody typed; one with thousands of boxes is filled in again. */
const LONGEST = 32 * 1024;

/**
 * A form that was posted after its session had ended, for a hidden field of the sign-in form: sealed, bound to the cookie of
 * this browser's sign-in form. Nothing is stored for somebody who is not signed in. `null` when it is too long.
 */
export function keepForm(api: Api, formCookie: string, text: string): string | null {
  if (text.length > LONGEST) return null;
  const kept = Buffer.from(JSON.stringify([api.clock.now(), text]));
  return sealUnder(api.keys.form().secret).seal(kept, useOf(api, formCookie));
}

/** What was kept; `null` for what this browser was not given, or too long ago. */
export function keptForm(api: Api, formCookie: string, sealed: string | undefined): string | null {
  if (sealed === undefined || sealed.length > 2 * LONGEST) return null;
  const opened = sealUnder(api.keys.form().secret).unseal(sealed, useOf(api, formCookie));
  if (!opened.ok) return null;
  const [issuedAt, text] = JSON.parse(opened.value.toString('utf8')) as [number, string];
  return isCurrent({ issuedAt, expiresAt: issuedAt + LIFETIME }, api.clock.now()) ? text : null;
}

function useOf(api: Api, id: string) {
  return { api: api.config.name, purpose: 'kept form', id };
}

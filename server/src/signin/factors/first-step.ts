import type { Api } from '../../api.ts';
import { isCurrent, MINUTE } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import type { User } from '../../model/index.ts';
import { sealUnder } from '../../tokens/sealing.ts';

/** Long enough to find the phone. */
const LIFETIME = 10 * MINUTE;

/**
 * Returns a note that the password of `user` was right, for a hidden field of the page that asks for the second step. It is
 * sealed, and bound to the browser by the cookie of its sign-in form. It opens no session and shows nobody who the user is.
 */
export function noteFirstStep(api: Api, formCookie: string, user: User): string {
  const note = Buffer.from(JSON.stringify([api.clock.now(), user.id, sha256(user.passwordHash ?? '')]));
  return sealUnder(api.keys.form().secret).seal(note, useOf(api, formCookie));
}

/** Returns the user of a note. `null`: another browser's, too old, or the password was changed meanwhile. */
export async function openFirstStep(
  api: Api,
  formCookie: string | null,
  sealed: string | undefined,
): Promise<User | null> {
  if (formCookie === null || sealed === undefined) return null;
  const opened = sealUnder(api.keys.form().secret).unseal(sealed, useOf(api, formCookie));
  if (!opened.ok) return null;
  const [issuedAt, userId, password] = JSON.parse(opened.value.toString('utf8')) as [number, string, string];
  if (!isCurrent({ issuedAt, expiresAt: issuedAt + LIFETIME }, api.clock.now())) return null;
  const user = await api.store.userById(userId);
  return user && sha256(user.passwordHash ?? '') === password ? user : null;
}

function useOf(api: Api, id: string) {
  return { api: api.config.name, purpose: 'first step', id };
}

import type { Api } from '../../api.ts';
import { isCurrent, MINUTE } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import type { AuthMethod, User } from '../../model/index.ts';
import { formSeal } from '../../tokens/form-seal.ts';

/** Long enough to find the phone. */
const LIFETIME = 10 * MINUTE;
const PURPOSE = 'first step';

/**
 * Returns a note that the first step of `user` was right, for a hidden field of the page that asks for the second step. It is
 * sealed, and bound to the browser by the cookie of its sign-in form. It opens no session and shows nobody who the user is.
 *
 * @param methods how they took it: by password, or none for a step at another system
 */
export function noteFirstStep(
  api: Api,
  formCookie: string,
  { user, methods }: { user: User; methods: readonly AuthMethod[] },
): string {
  const parts = [api.clock.now(), user.id, sha256(user.passwordHash ?? ''), methods];
  return formSeal(api, PURPOSE).seal(JSON.stringify(parts), formCookie);
}

/** Returns the user of a note, and how they took the first step. `null`: another browser's, too old, or the password was changed meanwhile. */
export async function openFirstStep(
  api: Api,
  formCookie: string | null,
  sealed: string | undefined,
): Promise<{ user: User; methods: AuthMethod[] } | null> {
  if (formCookie === null || sealed === undefined) return null;
  const opened = formSeal(api, PURPOSE).open(sealed, formCookie);
  if (opened === null) return null;
  const note = JSON.parse(opened) as [number, string, string, AuthMethod[]];
  const [issuedAt, userId, password, methods] = note;
  if (!isCurrent({ issuedAt, expiresAt: issuedAt + LIFETIME }, api.clock.now())) return null;
  const user = await api.store.userById(userId);
  return user && sha256(user.passwordHash ?? '') === password ? { user, methods } : null;
}

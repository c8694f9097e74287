import type { Api } from '../api.ts';
import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import type { AuthMethod, Session, SignInElsewhere, User } from '../model/index.ts';
import { setCookie } from '../signin/cookie.ts';
import { keepForPage } from '../signin/kept-form.ts';
import { openSession } from '../signin/session.ts';

/** Where somebody goes once they are signed in. */
export interface Onward {
  /** A verified local path. */
  returnTo: string;
  /** A form that waits for its user, sealed (`kept-form.ts`). */
  kept?: string | undefined;
}

export interface Entering {
  user: User;
  methods: readonly AuthMethod[];
  elsewhere?: SignInElsewhere | null;
}

/**
 * Signs a user in who has proved who they are, and leads them on. Every way to sign in on a page ends here.
 *
 * @param prepare is run with the new session before the browser goes on
 */
export async function enter(
  api: Api,
  request: Inbound,
  { user, methods, elsewhere = null }: Entering,
  { returnTo, kept }: Onward,
  prepare: (session: Session) => Promise<void> = async () => {},
): Promise<Answer> {
  const { cookie, session } = await openSession(api, request, user, methods, elsewhere);
  await keepForPage(api, session, kept);
  await prepare(session);
  return seeOther(returnTo, {
    // The form's cookie is no longer needed; an attacker who planted it gains nothing.
    'set-cookie': [cookie, setCookie(api.address, 'form', '', 0)],
  });
}

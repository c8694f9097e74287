import type { Api } from '../api.ts';
import { isCurrent, MINUTE } from '../lib/clock.ts';
import type { Session } from '../model/index.ts';
import { formSeal } from '../tokens/form-seal.ts';
import { setAside, takeAside } from './aside.ts';
import { ownerIn, ownerOf } from './form-token.ts';
import { KEPT, withoutNotes } from './own-notes.ts';

/** Long enough to look up a password. */
const LIFETIME = 30 * MINUTE;
/**
 * Room for five thousand boxes with a UUID each. Sealed and posted again, it stays below the limit of a page
 * (512 KB).
 */
const LONGEST = 320 * 1024;
/** One per session, so that a user cannot fill the database with them. */
const ABOUT = 'kept form';

/** A form that was posted when its session had ended. */
export interface KeptForm {
  /** The address it was posted to, without our own parameters. */
  to: string;
  /** The fields as entered, form-encoded. */
  text: string;
}

/**
 * Returns the form for a hidden field of the sign-in form: sealed, and bound to the user to whose session its
 * token belonged, so that another user cannot continue it. Nothing is stored for a user who is not signed in.
 * Returns `null` if the form is too long or its token names no user.
 *
 * @param csrf the token that came with the form
 */
export function keepForm(api: Api, csrf: string | undefined, form: KeptForm): string | null {
  const owner = ownerIn(csrf);
  if (owner === null || form.text.length > LONGEST) return null;
  return formSeal(api, ABOUT).seal(JSON.stringify([api.clock.now(), form]), owner);
}

/** Stores a kept form until its page is shown. Returns false if it belongs to another user or has expired. */
export async function keepForPage(api: Api, session: Session, sealed: string | undefined): Promise<boolean> {
  if (sealed === undefined) return false;
  const opened = formSeal(api, ABOUT).open(sealed, ownerOf(api, session.userId));
  if (opened === null) return false;
  const [issuedAt, form] = JSON.parse(opened) as [number, KeptForm];
  if (!isCurrent({ issuedAt, expiresAt: issuedAt + LIFETIME }, api.clock.now())) return false;
  await setAside(api, session, ABOUT, JSON.stringify(form));
  return true;
}

/** Returns the address of a page that is to show the stored form. */
export function addressShowing(target: string): string {
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const others = withoutNotes(query, [KEPT]);
  return `${path}?${others === '' ? '' : `${others}&`}${KEPT}=1`;
}

/** Returns the stored form for this page, once; `null` in every other case. */
export async function takeKept(api: Api, query: string, session: Session): Promise<KeptForm | null> {
  if (!query.split('&').includes(`${KEPT}=1`)) return null;
  const text = await takeAside(api, session, ABOUT);
  return text === null ? null : (JSON.parse(text) as KeptForm);
}

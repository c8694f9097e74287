import type { Api } from '../api.ts';
import { isCurrent, MINUTE } from '../lib/clock.ts';
import type { Session } from '../model/index.ts';
import { sealUnder } from '../tokens/sealing.ts';
import { setAside, takeAside } from './aside.ts';
import { ownerIn, ownerOf } from './form-token.ts';
import { KEPT, withoutNotes } from './own-notes.ts';

/** Long enough to find a password. */
const LIFETIME = 30 * MINUTE;
/** Five thousand boxes with a UUID each. Sealed and posted once more it stays within what a page takes (512 KB). */
const LONGEST = 320 * 1024;
/** One for each session, so that nobody fills the database with them. */
const ABOUT = 'kept form';

/** A form that was posted when its session had ended. */
export interface KeptForm {
  /** Where it was posted to, without notes of ours. */
  to: string;
  /** What was entered, form-encoded. */
  text: string;
}

/**
 * A form for a hidden field of the sign-in form: sealed, and bound to the person to whose session its token belonged, so
 * that nobody else goes on with it. Nothing is stored for somebody who is not signed in. `null` when it is too long, or
 * says of nobody that it was theirs.
 *
 * @param csrf the token that came with the form
 */
export function keepForm(api: Api, csrf: string | undefined, form: KeptForm): string | null {
  const owner = ownerIn(csrf);
  if (owner === null || form.text.length > LONGEST) return null;
  const kept = Buffer.from(JSON.stringify([api.clock.now(), form]));
  return sealUnder(api.keys.form().secret).seal(kept, useOf(api, owner));
}

/** Lets a form that was kept wait for its page. Returns false for one that was another's, or was kept too long ago. */
export async function goOn(api: Api, session: Session, sealed: string | undefined): Promise<boolean> {
  if (sealed === undefined) return false;
  const opened = sealUnder(api.keys.form().secret).unseal(sealed, useOf(api, ownerOf(api, session.userId)));
  if (!opened.ok) return false;
  const [issuedAt, form] = JSON.parse(opened.value.toString('utf8')) as [number, KeptForm];
  if (!isCurrent({ issuedAt, expiresAt: issuedAt + LIFETIME }, api.clock.now())) return false;
  await setAside(api, session, ABOUT, JSON.stringify(form));
  return true;
}

/** The address of a page that is to show the form that waits for it. */
export function leadingOn(target: string): string {
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const others = withoutNotes(query, [KEPT]);
  return `${path}?${others === '' ? '' : `${others}&`}${KEPT}=1`;
}

/** The form that waits for this page, this once; `null` in every other case. */
export async function takeKept(api: Api, query: string, session: Session): Promise<KeptForm | null> {
  if (!query.split('&').includes(`${KEPT}=1`)) return null;
  const text = await takeAside(api, session, ABOUT);
  return text === null ? null : (JSON.parse(text) as KeptForm);
}

function useOf(api: Api, id: string) {
  return { api: api.config.name, purpose: ABOUT, id };
}

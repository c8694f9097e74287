import type { Api } from '../api.ts';
import { MINUTE } from '../lib/clock.ts';
import type { Session } from '../model/index.ts';
import { formSeal } from '../tokens/form-seal.ts';

/** A redirect takes a moment. A secret that was not fetched within this time is discarded. */
const WAITS = MINUTE;
const PURPOSE = 'shown once';

/**
 * Keeps `text` for the page that a form post redirects to: sealed, for this session only, for a minute at
 * most. `about` identifies it; another text with the same `about` replaces it.
 */
export async function setAside(api: Api, session: Session, about: string, text: string): Promise<void> {
  const key = keyOf(session, about);
  const now = api.clock.now();
  const sealed = formSeal(api, PURPOSE).seal(text, key);
  await api.store.setAside({ key, sealed, createdAt: now, expiresAt: now + WAITS });
}

/**
 * Returns the text that was set aside, once. Returns `null` if it was already taken, has expired, or never
 * existed.
 */
export async function takeAside(api: Api, session: Session, about: string): Promise<string | null> {
  const key = keyOf(session, about);
  const sealed = await api.store.takeAside(key, api.clock.now());
  if (sealed === null) return null;
  return formSeal(api, PURPOSE).open(sealed, key);
}

function keyOf({ hash }: Session, about: string): string {
  return `${hash} ${about}`;
}

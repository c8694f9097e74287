import { useSyncExternalStore } from 'react';
import { formToken, renewFormToken } from './boot.ts';

/*
 * A session can end while somebody fills in a form, and a dangerous act needs somebody who signed in a short time ago. In both cases the page
 * stays as it is: the visitor signs in in a window of its own, which tells this page by a channel of the browser, and the request that was
 * refused is sent again.
 */

const CHANNEL = 'latchkey-session';
const channel = new BroadcastChannel(CHANNEL);
const listeners = new Set<() => void>();

/** `session`: there is none any more. `proof`: there is one, and the visitor is to show that it is them. */
export type Wanted = 'session' | 'proof';

let waiting: ((signedIn: boolean) => void)[] = [];
let wanted: Wanted | null = null;

channel.addEventListener('message', () => void resume());
// A session may have begun in another tab. A proof is told by the window that asks for it.
window.addEventListener('focus', () => wanted === 'session' && void resume());

/** Resolves to `true` when the visitor has signed in again, and to `false` if they leave a proof be. */
export function signedInAgain(why: Wanted): Promise<boolean> {
  set(wanted === 'session' ? wanted : why);
  return new Promise((settle) => {
    waiting.push(settle);
  });
}

/** Called in the window in which the visitor has signed in. */
export function tellOtherWindows(): void {
  channel.postMessage('signed in');
}

/** Why the visitor has to sign in; `null`: they need not. */
export function useWanted(): Wanted | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted,
  );
}

/** The visitor does not want to show that it is them: what needs it stays undone. */
export function leaveBe(): void {
  if (wanted === 'proof') end(false);
}

async function resume(): Promise<void> {
  const before = ownerOf(formToken());
  if (wanted === null || !(await renewFormToken())) return;
  // Somebody else signed in: what is on the screen is not theirs.
  if (ownerOf(formToken()) !== before) return location.reload();
  end(true);
}

function end(signedIn: boolean): void {
  set(null);
  const ended = waiting;
  waiting = [];
  for (const settle of ended) settle(signedIn);
}

/** The second half of a form token names its user. */
function ownerOf(token: string): string | undefined {
  return token.split('.')[1];
}

function set(next: Wanted | null): void {
  wanted = next;
  for (const listener of listeners) listener();
}

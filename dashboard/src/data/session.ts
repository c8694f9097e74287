import { useSyncExternalStore } from 'react';
import { formToken, renewFormToken } from './boot.ts';

/*
 * A session can end while somebody fills in a form. Then the page stays as it is: the visitor signs in in a window of its own,
 * which tells this page by a channel of the browser, and the request that was refused is sent again.
 */

const CHANNEL = 'latchkey-session';
const channel = new BroadcastChannel(CHANNEL);
const listeners = new Set<() => void>();
let waiting: (() => void)[] = [];
let ended = false;

channel.addEventListener('message', () => void resume());
window.addEventListener('focus', () => ended && void resume());

/** Resolves when the visitor has signed in again. */
export function signedInAgain(): Promise<void> {
  set(true);
  return new Promise((settle) => {
    waiting.push(settle);
  });
}

/** Called in the window in which the visitor has signed in. */
export function tellOtherWindows(): void {
  channel.postMessage('signed in');
}

/** Whether the session has ended and the visitor is to sign in. */
export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => ended,
  );
}

async function resume(): Promise<void> {
  const before = ownerOf(formToken());
  if (!ended || !(await renewFormToken())) return;
  // Somebody else signed in: what is on the screen is not theirs.
  if (ownerOf(formToken()) !== before) return location.reload();
  set(false);
  const resumed = waiting;
  waiting = [];
  for (const settle of resumed) settle();
}

/** The second half of a form token names its user. */
function ownerOf(token: string): string | undefined {
  return token.split('.')[1];
}

function set(next: boolean): void {
  ended = next;
  for (const listener of listeners) listener();
}

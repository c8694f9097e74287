import { createHmac, type KeyObject } from 'node:crypto';
import { MINUTE } from '../../lib/clock.ts';
import { sameSecret } from '../../lib/compare.ts';
import type { Instant } from '../../model/index.ts';

/** A nonce is issued for one window and accepted in that and the next: for two to four minutes. */
const WINDOW = 2 * MINUTE;

/**
 * Returns the current nonce (RFC 9449 section 8). It follows from the time and a server key, so that nothing
 * is stored and all processes of an API accept each other's.
 */
export function nonceAt(now: Instant, key: KeyObject): string {
  return nonceOf(windowAt(now), key);
}

/** Returns whether `nonce` was issued recently. */
export function isFreshNonce(nonce: string, now: Instant, key: KeyObject): boolean {
  const current = windowAt(now);
  return [current, current - 1].some((window) => sameSecret(nonce, nonceOf(window, key)));
}

function windowAt(now: Instant): number {
  return Math.floor(now / WINDOW);
}

function nonceOf(window: number, key: KeyObject): string {
  return createHmac('sha256', key).update(`dpop nonce ${window}`).digest('base64url');
}

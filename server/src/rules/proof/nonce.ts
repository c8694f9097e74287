import { createHmac } from 'node:crypto';
import { MINUTE } from '../../lib/clock.ts';
import { sameSecret } from '../../lib/compare.ts';
import type { Instant } from '../../model/index.ts';

/** A nonce is given out for one window and accepted in that and the next: for two to four minutes. */
const WINDOW = 2 * MINUTE;

/**
 * The nonce to give out now (RFC 9449 section 8). It follows from the time and a server key, so that nothing has
 * to be remembered and every process of an API accepts what another gave out.
 */
export function nonceAt(now: Instant, secret: Buffer): string {
  return nonceOf(windowAt(now), secret);
}

/** Whether `nonce` was given out lately. */
export function isFreshNonce(nonce: string, now: Instant, secret: Buffer): boolean {
  const current = windowAt(now);
  return [current, current - 1].some((window) => sameSecret(nonce, nonceOf(window, secret)));
}

function windowAt(now: Instant): number {
  return Math.floor(now / WINDOW);
}

function nonceOf(window: number, secret: Buffer): string {
  return createHmac('sha256', secret).update(`dpop nonce ${window}`).digest('base64url');
}

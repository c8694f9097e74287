import { type Clock, SECOND, steady } from './lib/clock.ts';

/** A check costs a durable write to each database, and unauthenticated callers may request it. */
const REMEMBERED = SECOND;

/** Remembers the result of `look` for a second. Calls within that time get the same result. */
export function createReadiness(look: () => Promise<boolean>, clock: Clock): () => Promise<boolean> {
  let known: Promise<boolean> | null = null;
  let at = 0;
  return () => {
    const now = steady(clock);
    if (known === null || now - at >= REMEMBERED) {
      at = now;
      known = look();
    }
    return known;
  };
}

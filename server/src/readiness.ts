import { type Clock, SECOND } from './lib/clock.ts';
import type { Instant } from './model/index.ts';

/** Asking costs a durable write of each database, and anybody may ask. */
const REMEMBERED = SECOND;

/** Remembers what `look` found for a second; whoever asks meanwhile is told the same. */
export function createReadiness(look: () => Promise<boolean>, clock: Clock): () => Promise<boolean> {
  let known: Promise<boolean> | null = null;
  let at: Instant = 0;
  return () => {
    const now = clock.now();
    if (known === null || now - at >= REMEMBERED || now < at) {
      at = now;
      known = look();
    }
    return known;
  };
}

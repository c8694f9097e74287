import { type Clock, SECOND, steady } from './lib/clock.ts';

/** Asking costs a durable write of each database, and anybody may ask. */
const REMEMBERED = SECOND;

/** Remembers what `look` found for a second; whoever asks meanwhile is told the same. */
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

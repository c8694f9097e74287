import type { Instant, Session } from '../../model/index.ts';

/** How long, in seconds, signing in counts as proof for an act that is dangerous in the hands of a thief of the session. */
export const PROOF_LASTS = 600;

/**
 * Returns whether the user of a session proved who they are in the last `seconds`. Every proof begins the session anew
 * (`openSession`), so its beginning is the time of the last one.
 */
export function provenWithin(
  { createdAt }: Pick<Session, 'createdAt'>,
  seconds: number,
  now: Instant,
): boolean {
  return createdAt <= now && now - createdAt <= seconds * 1_000;
}

import type { Instant, Session } from '../../model/index.ts';

/** How long, in seconds, signing in counts as proof for an act that is dangerous in the hands of a thief of the session. */
export const PROOF_LASTS = 600;

/**
 * Returns whether the user of a session proved who they are in the last `seconds`. Every proof begins the session anew
 * (`openSession`), so its beginning is the time of the last one. Another system that signs somebody in says when they last proved it there,
 * if it says anything: it lets a browser that is signed in there pass without a question.
 */
export function provenWithin(
  { createdAt, elsewhere }: Pick<Session, 'createdAt' | 'elsewhere'>,
  seconds: number,
  now: Instant,
): boolean {
  const provenAt = Math.min(createdAt, elsewhere?.authenticatedAt ?? createdAt);
  return createdAt <= now && now - provenAt <= seconds * 1_000;
}

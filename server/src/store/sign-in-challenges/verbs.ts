import type { AuditEvent, Instant, SignInChallenge, TokenHash } from '../../model/index.ts';

/** Each challenge is answered once, and its answer is taken once. Of several at the same moment, one is the first. */
export interface SignInChallengeStore {
  beginSignInChallenge(challenge: SignInChallenge): Promise<void>;
  /** Returns a challenge that is neither answered nor expired. Does not use it up. */
  signInChallenge(hash: TokenHash, now: Instant): Promise<SignInChallenge | null>;
  /** `answered`: by an earlier call, whose answer stays. */
  answerSignInChallenge(given: {
    hash: TokenHash;
    answerHash: TokenHash;
    answer: Record<string, unknown>;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'taken' | 'answered' | 'unknown'>;
  /**
   * Takes the answer that a browser brings back. `other_browser`: not the one that began, and the challenge has ended
   * for that one too.
   *
   * @param audit is written with `other_browser` only
   */
  takeSignInChallenge(brought: {
    answerHash: TokenHash;
    purpose: SignInChallenge['purpose'];
    browserHash: TokenHash | null;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<
    { outcome: 'taken'; challenge: SignInChallenge } | { outcome: 'other_browser' | 'used' | 'unknown' }
  >;
}

import type { Instant } from '../../model/index.ts';

/** Answers to creations that a client may send again without creating anything twice. */
export interface IdempotentAnswerStore {
  /** Of simultaneous requests with one key, one is the first. */
  claimAnswer(claim: { key: string; fingerprint: string; expiresAt: Instant }): Promise<
    | { kind: 'first' }
    /** `sealed` is `null` while the first has no answer, and for good if its server died meanwhile. */
    | { kind: 'seen'; fingerprint: string; sealed: string | null }
  >;
  keepAnswer(key: string, sealed: string): Promise<void>;
  /** The first created nothing, so the key may be used again. */
  releaseAnswer(key: string): Promise<void>;
}

import type { AuditEvent, Instant, OnceFor, PushedRequest, TokenHash } from '../../model/index.ts';

/** Things that are valid once. Each verb is atomic: of several simultaneous attempts, one is the first. */
export interface OneTimeStore {
  /** Remembers `key` until it expires; `seen` if it was already remembered. */
  useOnce(use: { purpose: OnceFor; key: string; expiresAt: Instant }): Promise<'first' | 'seen'>;
  /** `exists`: one with that hash exists and stays unchanged, used or not. */
  pushRequest(request: PushedRequest, audit: AuditEvent[]): Promise<'pushed' | 'exists'>;
  /** Returns the request unless it has expired or was consumed. Does not consume it. */
  pushedRequest(hash: TokenHash, now: Instant): Promise<PushedRequest | null>;
  /** Extends the lifetime of a request that is neither used nor expired to `until`, if that is later. */
  extendPushedRequest(hash: TokenHash, until: Instant, now: Instant): Promise<void>;
  /**
   * Consumes a request that the user denied; `approve` does so itself. Afterwards the request is used (RFC
   * 9126 section 4).
   */
  consumePushedRequest(
    hash: TokenHash,
    now: Instant,
    audit: AuditEvent[],
  ): Promise<'consumed' | 'used' | 'unknown'>;
  /** Keeps a sealed text until it is taken or expires. Replaces one with the same key. */
  setAside(aside: { key: string; sealed: string; createdAt: Instant; expiresAt: Instant }): Promise<void>;
  /** Returns the text and deletes it; `null` if it was taken, has expired or never existed. */
  takeAside(key: string, now: Instant): Promise<string | null>;
  /** Removes expired texts at once: sealed secrets are not kept for as long as other rows. */
  dropAsides(now: Instant): Promise<number>;
}

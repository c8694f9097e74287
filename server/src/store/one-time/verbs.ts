import type { AuditEvent, Instant, OnceFor, PushedRequest, TokenHash } from '../../model/index.ts';

/** Things that count once. Each verb is atomic: of any number of tries at once, one is the first. */
export interface OneTimeStore {
  /** Remembers `key` until it expires; `seen` when it was remembered already. */
  useOnce(use: { purpose: OnceFor; key: string; expiresAt: Instant }): Promise<'first' | 'seen'>;
  /** `exists`: one of that hash is there already and stays as it is, used or not. */
  pushRequest(request: PushedRequest, audit: AuditEvent[]): Promise<'pushed' | 'exists'>;
  /** The request, unless it expired or was consumed. Looking does not consume it. */
  pushedRequest(hash: TokenHash, now: Instant): Promise<PushedRequest | null>;
  /** Lets a request that is neither used nor expired live until `until`, if that is later. */
  extendPushedRequest(hash: TokenHash, until: Instant, now: Instant): Promise<void>;
  /** Called when the user has denied it; `approve` does it by itself. From then on the request is used (RFC 9126 section 4). */
  consumePushedRequest(
    hash: TokenHash,
    now: Instant,
    audit: AuditEvent[],
  ): Promise<'consumed' | 'used' | 'unknown'>;
  /** Keeps something sealed until it is taken or expires. Another of the same key takes its place. */
  setAside(aside: { key: string; sealed: string; createdAt: Instant; expiresAt: Instant }): Promise<void>;
  /** Hands it out and forgets it; `null` when it was taken, has expired or never was. */
  takeAside(key: string, now: Instant): Promise<string | null>;
  /** Removes what has expired at once: sealed secrets do not stay for as long as other rows do. */
  dropAsides(now: Instant): Promise<number>;
}

import type { AuditEvent } from './audit.ts';
import type { Instant } from './ids.ts';

/** Which calls are counted together. */
export interface UsageKey {
  /** When the hour begins. */
  readonly hour: Instant;
  /** `null` for calls without a client: by personal access tokens, and without any token. */
  readonly clientId: string | null;
  /** By the id that leads. */
  readonly connectedAccountId: string | null;
  /** `null` for calls that match no operation, and for those that a stranger was refused. */
  readonly operation: string | null;
  readonly outcome: AuditEvent['outcome'];
  /** Code of the refusal. */
  readonly code: string | null;
}

export interface UsageCount extends UsageKey {
  readonly calls: number;
}

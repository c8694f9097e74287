import type { Instant, TenantId, UserId } from './ids.ts';

/** A mail as it waits in the outbox, written in the transaction of what it tells. It leaves when it was sent. */
export interface Mail {
  readonly id: string;
  /** An e-mail address. */
  readonly recipient: string;
  /** One line. */
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** The person and the tenant whom it concerns: a mail that waits leaves with them. */
  readonly userId: UserId | null;
  readonly tenantId: TenantId | null;
  readonly createdAt: Instant;
  readonly attempts: number;
  readonly dueAt: Instant;
  /** How the last attempt ended; `null` before the first. */
  readonly answer: string | null;
  readonly expiresAt: Instant;
}

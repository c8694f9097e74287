import type { Instant, TenantId, TokenHash, UserId } from './ids.ts';

/** Mails that somebody gets without having asked for each, and can end: about unusual use in a tenant, about what waits for approval. */
export const SUBSCRIPTIONS = ['alerts', 'approvals'] as const;
export type MailSubscription = (typeof SUBSCRIPTIONS)[number];

/** A mail as it waits in the outbox, written in the transaction of what it tells. It leaves when it was sent. */
export interface Mail {
  readonly id: string;
  /** An e-mail address. */
  readonly recipient: string;
  /** One line. */
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** The same for programs that show HTML; `null`: text alone. */
  readonly html: string | null;
  /** The sealed secret of a link, which stands in text and HTML wherever the mail's id does; `null`: there is none. */
  readonly secret: string | null;
  /** The person and the tenant whom it concerns: a mail that waits leaves with them. */
  readonly userId: UserId | null;
  readonly tenantId: TenantId | null;
  /** To which mails it belongs that its person can end; `null`: to none. */
  readonly subscription: MailSubscription | null;
  readonly createdAt: Instant;
  readonly attempts: number;
  readonly dueAt: Instant;
  /** How the last attempt ended; `null` before the first. */
  readonly answer: string | null;
  readonly expiresAt: Instant;
}

/**
 * `reset`: a new password for somebody who lost theirs. `address`: another address to sign in with; `undo_address`: the address
 * of before. `sign_up`: an account of a developer, for an address that nobody has.
 */
export type LinkPurpose = 'reset' | 'address' | 'undo_address' | 'sign_up';

/** A link that goes out by mail and opens something once. The mail has the secret, the store only its hash. */
export interface MailedLink {
  readonly hash: TokenHash;
  readonly purpose: LinkPurpose;
  readonly userId: UserId | null;
  /** The address that it was sent to, and that it is about. */
  readonly email: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

import type { AuditEvent, Instant, LinkPurpose, Mail, MailedLink, TokenHash } from '../../model/index.ts';
import type { PasswordChange } from '../users/verbs.ts';

/** Links that go out by mail. Reading one uses nothing up, because mail scanners open every link. */
export interface MailedLinkStore {
  /** Keeps a link with the mails that are about it; either may be missing. With `null` it writes the rows of the log alone. */
  mailLink(
    mailed: { link: MailedLink | null; mails: readonly Mail[] } | null,
    audit: AuditEvent[],
  ): Promise<void>;
  /** Returns a link that was not used and has not expired. */
  mailedLink(hash: TokenHash, purpose: LinkPurpose, now: Instant): Promise<MailedLink | null>;
  /**
   * Uses a link up for a new password: all sessions of its user end, and all other links to a new password. Of simultaneous
   * calls one changes it. `gone`: the link was used, has expired or never existed.
   */
  resetPassword(change: PasswordChange & { hash: TokenHash; now: Instant }): Promise<'changed' | 'gone'>;
  /**
   * Uses a link up for another address of its user, if that is still `from`, and keeps the link by which that is undone. All
   * links to a new password end: they went to the address of before. `taken`: somebody else has the new one.
   */
  confirmAddress(change: {
    hash: TokenHash;
    now: Instant;
    from: string;
    undo: MailedLink;
    mails: readonly Mail[];
    audit: AuditEvent[];
  }): Promise<AddressOutcome>;
  /** Uses a link up that gives its user the address of before. The password is replaced and all sessions end. */
  undoAddress(change: PasswordChange & { hash: TokenHash; now: Instant }): Promise<AddressOutcome>;
}

export type AddressOutcome = 'changed' | 'gone' | 'taken';

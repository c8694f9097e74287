import type { AuditEvent, Instant, Mail } from '../../model/index.ts';

/**
 * Mails on their way. A verb that changes something of which people are told by mail takes the mails and writes them in its
 * transaction.
 */
export interface MailStore {
  /** Newest first. */
  mails(limit: number): Promise<Mail[]>;
  /** Returns how many wait to be sent, 10,000 at most. */
  mailsWaiting(): Promise<number>;
  /** Returns mails that are due, with the attempt counted; no other process is given the same ones before `until`. */
  takeMails(take: { now: Instant; until: Instant; limit: number }): Promise<Mail[]>;
  /**
   * Records how an attempt ended. A mail that was sent, or that is given up, leaves. `stale`: another process has sent or
   * taken it by now.
   *
   * @param again when a mail that was not sent is attempted next; `null` gives it up
   * @param audit written if it is given up
   */
  finishMail(finished: {
    mail: Mail;
    sent: boolean;
    answer: string;
    again: Instant | null;
    audit: AuditEvent[];
  }): Promise<'sent' | 'again' | 'given_up' | 'stale'>;
}

import type { Api } from '../api.ts';
import { DAY } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Mail } from '../model/index.ts';
import type { Sender } from './transport.ts';

/** Longer than it is sent, so that an operator finds one that could not be. */
const KEPT = 7 * DAY;

/** Returns whom an API's mails are from. */
export function senderOf({ config }: Pick<Api, 'config'>): Sender {
  const { from = `no-reply@${new URL(config.issuer).hostname}` } = config.mail;
  return { name: config.title, address: from };
}

/**
 * Returns a mail for the outbox. Line ends in `subject`, such as a name could have, become spaces. `secret` is sealed for `id`
 * (`sealed-secret.ts`).
 */
export function newMail(
  { clock }: Pick<Api, 'clock'>,
  mail: Pick<Mail, 'recipient' | 'subject' | 'text' | 'userId' | 'tenantId'> &
    Partial<Pick<Mail, 'id' | 'html' | 'secret' | 'subscription' | 'dueAt'>>,
): Mail {
  const now = clock.now();
  return {
    ...{ id: newId('mail'), html: null, secret: null, subscription: null, dueAt: now },
    ...mail,
    subject: onOneLine(mail.subject),
    createdAt: now,
    ...{ attempts: 0, answer: null, expiresAt: now + KEPT },
  };
}

function onOneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

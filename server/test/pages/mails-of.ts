import { withSecret } from '../../src/mail/sealed-secret.ts';
import type { Mail } from '../../src/model/index.ts';
import type { Site } from './site.ts';

/** The mails that wait for an address, as they would be sent, the newest first. */
export async function mailsTo(site: Site, recipient: string): Promise<Mail[]> {
  const mails = await site.api.store.mails(99);
  return mails
    .filter((mail) => mail.recipient === recipient)
    .map((mail) => withSecret(site.api, mail) ?? mail);
}

/** The path of the first link in a mail. */
export function linkIn({ text }: Pick<Mail, 'text'>): string {
  const [link = ''] = /https?:\S+/.exec(text) ?? [];
  return new URL(link).pathname;
}

import type { SmtpServer } from '../config/environment/smtp.ts';
import type { MailTransport } from './transport.ts';

/** Returns what sends mails by that server. nodemailer is loaded only where there is one. */
export async function openTransport(server: SmtpServer | null): Promise<MailTransport | null> {
  return server && (await import('./smtp.ts')).smtpTransport(server);
}

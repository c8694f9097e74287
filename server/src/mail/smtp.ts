import { createTransport } from 'nodemailer';
import type { SmtpServer } from '../config/environment/smtp.ts';
import { SECOND } from '../lib/clock.ts';
import { isMailAddress } from '../lib/mail-address.ts';
import { withoutSecrets } from '../lib/secrets-in-text.ts';
import { type MailTransport, SEND_TIMEOUT, type Sent } from './transport.ts';

/** For connection, greeting and each answer. */
const STEP_TIMEOUT = 10 * SECOND;
/** As much of a server's answer is kept, in characters. */
const MOST_SHOWN = 200;

/** RFC 8058 section 3.1: the program of the recipient may post to the address at once, without a question. */
const ONE_CLICK = { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };

/** Returns what sends mails by a server, over TLS unless it is on this machine. `ca`: the authority to trust instead. */
export function smtpTransport(server: SmtpServer, { ca }: { ca?: string } = {}): MailTransport {
  const { host, port, secure, loopback, user, password } = server;
  const transport = createTransport({
    ...{ host, port, secure },
    // RFC 8314 section 3: an attacker in between could leave out the offer of STARTTLS, so TLS is required.
    ...(loopback ? { ignoreTLS: true } : { requireTLS: true }),
    ...(user === null ? {} : { auth: { user, pass: password } }),
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...{ connectionTimeout: STEP_TIMEOUT, greetingTimeout: STEP_TIMEOUT, dnsTimeout: STEP_TIMEOUT },
    socketTimeout: STEP_TIMEOUT,
    // A mail is text: nothing in it is read from a file or an address.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return {
    async send(from, { id, recipient, subject, text, html, unsubscribe }, stop) {
      if (!isMailAddress(recipient)) return { outcome: 'refused', answer: 'no address that mail can go to' };
      try {
        const { response } = await transport.sendMail({
          from,
          to: { name: '', address: recipient },
          ...{ subject, text },
          ...(html === null ? {} : { html }),
          // The same for each attempt, so that a mail that arrives twice is one in most mailboxes.
          messageId: `<${id}@${from.address.split('@')[1]}>`,
          // RFC 3834 section 5: machines do not answer it.
          headers: { 'Auto-Submitted': 'auto-generated', ...(unsubscribe === null ? {} : ONE_CLICK) },
          // RFC 2369 section 3.2.
          ...(unsubscribe === null ? {} : { list: { unsubscribe } }),
          signal: AbortSignal.any([stop, AbortSignal.timeout(SEND_TIMEOUT)]),
        });
        return { outcome: 'sent', answer: shown(response) };
      } catch (error) {
        return failed(error);
      }
    },
  };
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
}

function failed(error: unknown): Sent {
  const { code = 'unsendable', responseCode = 0, response = '' } = error as SmtpError;
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') {
    // It concerns the server or the password, which an operator mends. The answer may repeat what was sent.
    return { outcome: 'again', answer: responseCode === 0 ? code : `${responseCode} ${code}` };
  }
  // RFC 5321 section 4.2.1: after a 5yz answer "the SMTP client SHOULD NOT repeat the exact request".
  return { outcome: responseCode >= 500 ? 'refused' : 'again', answer: shown(response) };
}

/** Returns a server's answer on one line, cut, without secrets. */
function shown(response: string): string {
  return withoutSecrets(response)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_SHOWN);
}

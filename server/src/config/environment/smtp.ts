import { isLoopback } from '../../lib/ip-blocks.ts';
import { StartError } from './start-error.ts';

/** A server that takes mails from here. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte; else it begins with STARTTLS, except on this machine. */
  secure: boolean;
  /** Whether it is on this machine, to which mails may go without TLS. */
  loopback: boolean;
  user: string | null;
  password: string;
}

const HOW = 'use smtps://user:password@host or smtp://user:password@host:587, with nothing behind the port';

/**
 * Parses the address of an SMTP server: `smtps:` is TLS from the first byte, `smtp:` begins with STARTTLS. Throws `StartError`,
 * which never repeats the text, because it has a password.
 */
export function readSmtpServer(text: string, source: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'smtp:' && url?.protocol !== 'smtps:') {
    throw new StartError(`${source} is no address of an SMTP server: ${HOW}.`);
  }
  const { hostname, username, password, pathname, search, hash } = url;
  // nodemailer would read options from there, such as one that stops the verification of certificates.
  if (hostname === '' || pathname.replace('/', '') + search + hash !== '') {
    throw new StartError(`${source} has to name a host and nothing behind it: ${HOW}.`);
  }
  if ((username === '') !== (password === '')) {
    throw new StartError(`${source} has to name a user and a password, or neither: ${HOW}.`);
  }
  const secure = url.protocol === 'smtps:';
  const [user, word] = [decoded(username), decoded(password)];
  if (user === null || word === null) {
    throw new StartError(`${source} has a % in user or password that begins no escape: write it as %25.`);
  }
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port || (secure ? 465 : 587));
  return {
    host,
    port,
    secure,
    loopback: host === 'localhost' || isLoopback(host),
    user: user || null,
    password: word,
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

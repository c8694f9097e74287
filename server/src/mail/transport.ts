import { SECOND } from '../lib/clock.ts';
import type { Mail } from '../model/index.ts';

/** For all of an attempt, so that a server that answers a byte at a time holds nothing up. */
export const SEND_TIMEOUT = 60 * SECOND;

export interface Sender {
  name: string;
  address: string;
}

/** `refused`: the same mail would be refused again. `again`: it may go another time. */
export interface Sent {
  outcome: 'sent' | 'refused' | 'again';
  /** The server's answer or why there was none; without secrets. */
  answer: string;
}

/** A mail with its secret in place. */
export interface Outgoing extends Mail {
  /** The address at which one request ends mails like it, or `null`. */
  readonly unsubscribe: string | null;
}

export interface MailTransport {
  /** Never rejects. One whose sending `stop` cuts off may have arrived or not. */
  send(from: Sender, mail: Outgoing, stop: AbortSignal): Promise<Sent>;
}

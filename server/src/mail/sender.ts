import type { Api } from '../api.ts';
import { eventWithoutRequest } from '../audit/event.ts';
import { SECOND } from '../lib/clock.ts';
import type { Mail } from '../model/index.ts';
import { nextMailAttempt } from '../rules/mail/retry.ts';
import { type MailTransport, SEND_TIMEOUT, type Sender } from './transport.ts';

/** Longer than an attempt takes, so that no other process makes the same one meanwhile. */
const TAKEN_FOR = 3 * SEND_TIMEOUT;
/** A server that is slow delays mails alone: nothing else waits for them. */
const AT_ONCE = 4;
/** For what falls due, and what other processes wrote; what this one writes is sent at once. */
const BETWEEN_LOOKS = 2 * SECOND;

type MailingApi = Pick<Api, 'store' | 'clock' | 'log'>;

/**
 * Sends the mails of the outbox, at least once each. Returns a function that stops it; an attempt that is cut off by that
 * is made again after the next start.
 */
export function startMailing(api: MailingApi, from: Sender, transport: MailTransport): () => Promise<void> {
  const { store, log } = api;
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  let lookAgain = false;

  const failed = (error: unknown) => log.error({ error: String(error) }, 'mails could not be sent');
  const look = () => {
    if (ending.signal.aborted) return;
    lookAgain = looking !== null;
    looking ??= take()
      .catch(failed)
      .finally(() => {
        looking = null;
        if (lookAgain) look();
      });
  };
  const take = async () => {
    const now = api.clock.now();
    const taken = await store.takeMails({ now, until: now + TAKEN_FOR, limit: AT_ONCE - running.size });
    for (const mail of taken) {
      const sending = send(mail)
        .catch(failed)
        .finally(() => {
          running.delete(sending);
          look();
        });
      running.add(sending);
    }
  };
  const send = async (mail: Mail) => {
    const { outcome, answer } = await transport.send(from, mail, ending.signal);
    const sent = outcome === 'sent';
    // Cut off by the stop: it may have arrived or not, so it is sent again.
    if (ending.signal.aborted && !sent) return;
    const now = api.clock.now();
    const again = outcome === 'again' ? nextMailAttempt(mail, now, Math.random()) : null;
    const finished = { mail, sent, answer, again, audit: [givenUp(mail, answer, now)] };
    const became = await store.finishMail(finished);
    if (!sent) log.warn({ mail: mail.id, attempt: mail.attempts, answer, became }, 'a mail was not sent');
  };

  const unsubscribe = store.onChange(look);
  const timer = setInterval(look, BETWEEN_LOOKS).unref();
  look();
  return async () => {
    ending.abort();
    unsubscribe();
    clearInterval(timer);
    await looking;
    await Promise.all(running);
  };
}

function givenUp({ id, userId, tenantId, attempts }: Mail, answer: string, at: number) {
  return eventWithoutRequest('mail.given_up', at, {
    ...{ userId, tenantId, outcome: 'denied' },
    detail: { mail: id, attempts, answer },
  });
}

import type { Api } from '../api.ts';
import { eventWithoutRequest } from '../audit/event.ts';
import { SECOND } from '../lib/clock.ts';
import type { AuditKind, Mail } from '../model/index.ts';
import { startOutbox } from '../outbox/outbox.ts';
import { nextMailAttempt } from '../rules/mail/retry.ts';
import { withSecret } from './sealed-secret.ts';
import { type MailTransport, SEND_TIMEOUT, type Sender, type Sent } from './transport.ts';
import { unsubscribeLink } from './unsubscribe.ts';

/** Longer than an attempt takes, so that no other process makes the same one meanwhile. */
const TAKEN_FOR = 3 * SEND_TIMEOUT;
/** A server that is slow delays mails alone: nothing else waits for them. */
const AT_ONCE = 4;
const BETWEEN_LOOKS = 2 * SECOND;

/** The kinds of rows that come with mails. */
const WITH_MAILS = new Set<AuditKind>([
  'anomaly.found',
  'user.reset_asked',
  'user.password_changed',
  'invitation.sent',
  'user.address_asked',
  'user.address_changed',
  'developer.sign_up_asked',
  'developer.signed_up',
  'developer.approved',
  'developer.refused',
  'client.created',
]);
const UNOPENED: Sent = { outcome: 'refused', answer: 'its secret cannot be opened any more' };

type MailingApi = Pick<Api, 'config' | 'keys' | 'address' | 'store' | 'clock' | 'log' | 'runtime'>;

/** Sends the mails of the outbox, at least once each. Returns a function that stops it. */
export function startMailing(api: MailingApi, from: Sender, transport: MailTransport): () => Promise<void> {
  const { store, log, clock } = api;
  const send = async (mail: Mail, stopping: AbortSignal) => {
    const whole = withSecret(api, mail);
    const { outcome, answer } = whole
      ? await transport.send(from, { ...whole, unsubscribe: unsubscribeLink(api, mail) }, stopping)
      : UNOPENED;
    const sent = outcome === 'sent';
    // Cut off by the stop: it may have arrived or not, so it is sent again.
    if (stopping.aborted && !sent) return;
    const now = clock.now();
    const again = outcome === 'again' ? nextMailAttempt(mail, now, Math.random()) : null;
    const finished = { mail, sent, answer, again, audit: [givenUp(mail, answer, now)] };
    const became = await store.finishMail(finished);
    api.runtime.measures.mailed(became);
    if (!sent) log.warn({ mail: mail.id, attempt: mail.attempts, answer, became }, 'a mail was not sent');
  };
  return startOutbox({
    ...{ store, log, send, atOnce: AT_ONCE, betweenLooks: BETWEEN_LOOKS },
    wakes: ({ kind }) => WITH_MAILS.has(kind),
    failure: 'mails could not be sent',
    take: (limit) => {
      const now = clock.now();
      return store.takeMails({ now, until: now + TAKEN_FOR, limit });
    },
  });
}

function givenUp({ id, userId, tenantId, attempts }: Mail, answer: string, at: number) {
  return eventWithoutRequest('mail.given_up', at, {
    ...{ userId, tenantId, outcome: 'denied' },
    detail: { mail: id, attempts, answer },
  });
}

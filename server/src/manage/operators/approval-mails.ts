import type { Api } from '../../api.ts';
import { HOUR, SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { Throttle } from '../../limits/throttle.ts';
import { speakingTo } from '../../mail/in-language-of.ts';
import { letterMail, type Speaking } from '../../mail/letter.ts';
import type { Client, Developer, Mail, User } from '../../model/index.ts';

/** Strangers cause these mails, so they are bundled: what begins to wait meanwhile is told together, when the time is over. */
const HOURLY = new Throttle('approvals/hour', { calls: 1, per: HOUR / SECOND });
const DAILY = new Throttle('approvals/day', { calls: 4, per: (24 * HOUR) / SECOND });

/** A developer or an application that waits until somebody who operates the API decides. */
export type Waiting =
  | { developer: Pick<User, 'name' | 'email'> & Pick<Developer, 'purpose'> }
  | { client: Pick<Client, 'name'>; by: Pick<User, 'name' | 'email'> | null };

type Writing = Pick<Api, 'config' | 'address' | 'clock'> & Speaking;

/** The page that shows all that waits. */
const OVERVIEW = '/dashboard';

/** Returns the mails to the API's owners about something that begins to wait for them: to each who wants them, and in their language. */
export async function mailsAboutWaiting(api: Api, waiting: Waiting): Promise<Mail[]> {
  if (!api.runtime.mails) return [];
  const { throttles } = api.runtime;
  const wait = (await HOURLY.take(throttles, 'all')) ?? (await DAILY.take(throttles, 'all'));
  const operators = await api.store.operators();
  const owners = operators.filter(({ operator }) => operator.role === 'owner').map(({ user }) => user);
  const mails = await Promise.all(
    owners.map(async (owner) => {
      const chosen = await api.store.preferencesOf(owner.id);
      if (chosen?.approvalMails === false) return [];
      return [waitingMail(await speakingTo(api, owner.id), owner, waiting, wait)];
    }),
  );
  return mails.flat();
}

/** @param wait seconds until owners are told again; `null`: they are told at once */
function waitingMail(api: Writing, owner: User, waiting: Waiting, wait: number | null): Mail {
  const { id: userId, email: recipient, name } = owner;
  const { title } = api.config;
  const { waiting: words, approvals } = api.words.developers;
  const about = { recipient, userId, tenantId: null, subscription: 'approvals' } as const;
  const link = { label: approvals.link, href: new URL(OVERVIEW, api.address.origin).href };
  const ends = [approvals.why(title), approvals.noMore];
  if (wait !== null) {
    // The next full hour, so that all that comes until then asks for the same mail, of which one is written.
    const dueAt = Math.ceil((api.clock.now() + wait * SECOND) / HOUR) * HOUR;
    const later = { id: `mail_${sha256(`approvals ${userId} ${dueAt}`)}`, dueAt };
    const letter = { subject: approvals.subject(title), says: [approvals.several(title)] };
    return letterMail(api, { ...about, ...later }, { ...letter, name, link, ends });
  }
  const letter =
    'developer' in waiting
      ? {
          subject: words.subject(title),
          says: [
            words.says(waiting.developer.name, waiting.developer.email, title),
            ...(waiting.developer.purpose === null ? [] : [words.purpose(waiting.developer.purpose)]),
          ],
        }
      : {
          subject: approvals.subject(title),
          says: [approvals.application(waiting.client.name, waiting.by, title)],
        };
  return letterMail(api, about, { ...letter, name, link, ends });
}

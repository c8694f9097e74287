import { DAY, HOUR, SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { networkOf } from '../../lib/network.ts';
import { Throttle } from '../../limits/throttle.ts';
import { type Windows, waitFor } from '../../limits/windows.ts';

/**
 * How often a mail may be asked for: by one network for one person, by one network at all, and for one person by anybody. The
 * first is the tightest, so that a stranger uses up their own share and not that of the person.
 */
export const MAIL_LIMITS = {
  pair: { mails: 5, within: HOUR },
  network: { mails: 50, within: HOUR },
  person: { mails: 20, within: DAY },
} as const;

const PAIR = throttle('mail/pair', MAIL_LIMITS.pair);
const NETWORK = throttle('mail/network', MAIL_LIMITS.network);
const PERSON = throttle('mail/person', MAIL_LIMITS.person);

/** Counts a mail that somebody asks for, whether or not there is such a person. Returns `null`, or the seconds to wait. */
export async function admitMail(windows: Windows, email: string, ip: string): Promise<number | null> {
  const person = sha256(email.trim().toLowerCase());
  const network = networkOf(ip);
  return waitFor(
    await windows.take([PAIR.count(`${person} ${network}`), NETWORK.count(network), PERSON.count(person)]),
  );
}

function throttle(name: string, { mails, within }: { mails: number; within: number }): Throttle {
  return new Throttle(name, { calls: mails, per: within / SECOND });
}

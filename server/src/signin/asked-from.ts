import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import type { Speaking } from '../mail/letter.ts';
import { browserName } from './browser-name.ts';

/**
 * Says when and from where something was asked for, such as "on 1 Jun 2026, 12:00 CEST, in the browser “Firefox, Windows”, from the
 * address 203.0.113.7". The time is in the zone of the one who reads it. The browser's own words are not repeated: a stranger chooses them.
 */
export function askedFrom(
  { clock, words, figures }: Pick<Api, 'clock'> & Speaking,
  { headers, ip }: Pick<Inbound, 'headers' | 'ip'>,
): string {
  const browser = browserName(headers['user-agent']);
  const { asked, device } = words.letters;
  return asked(figures.minute(clock.now()), browser === null ? '' : device(browser), ip);
}

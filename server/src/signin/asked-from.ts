import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import type { Speaking } from '../mail/letter.ts';
import { browserName } from './browser-name.ts';

/**
 * Says when and from where something was asked for, such as "on 1 June 2026 at 10:00 (UTC), in the browser “Firefox, Windows”,
 * from the address 203.0.113.7". The browser's own words are not repeated: a stranger chooses them.
 */
export function askedFrom(
  { clock, words, language }: Pick<Api, 'clock'> & Speaking,
  { headers, ip }: Pick<Inbound, 'headers' | 'ip'>,
): string {
  const browser = browserName(headers['user-agent']);
  const { asked, device } = words.letters;
  const when = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...{ dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' },
  }).format(clock.now());
  return asked(when, browser === null ? '' : device(browser), ip);
}

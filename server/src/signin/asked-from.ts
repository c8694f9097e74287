import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import type { Speaking } from '../mail/letter.ts';

/** The first that fits names the browser; each also says the name of those after it. */
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Macintosh', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/**
 * Says when and from where something was asked for, such as "on 1 June 2026 at 10:00 (UTC), with Firefox on Windows, from the
 * address 203.0.113.7". The browser's own words are not repeated: a stranger chooses them.
 */
export function askedFrom(
  { clock, words, language }: Pick<Api, 'clock'> & Speaking,
  { headers, ip }: Pick<Inbound, 'headers' | 'ip'>,
): string {
  const agent = headers['user-agent'] ?? '';
  const named = (list: readonly (readonly [string, string])[]) =>
    list.find(([mark]) => agent.includes(mark))?.[1];
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)];
  const { asked, device } = words.letters;
  const when = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...{ dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' },
  }).format(clock.now());
  return asked(when, browser === undefined || system === undefined ? '' : device(browser, system), ip);
}

import type { Grant, Instant } from '../../model/index.ts';
import { type ExpiryChoice, expiryChoices, expiryOf, firstExpiryChoice } from '../../rules/grant/expiry.ts';
import type { Language } from '../../words/language.ts';
import { select } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

/** English days are written as in Britain: `1 Jul 2026`. */
const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de', nl: 'nl' };

/** How long the connection lasts. Where the API offers one length only, the page says it. */
export function expirySection(api: PageApi, grant: Grant | null): Fragment {
  const { expiry: words } = api.words.consent;
  const now = api.clock.now();
  const { expiry: rules } = api.config.consent;
  const choices = expiryChoices(rules, grant, now);
  const options = choices.map((choice) => ({
    value: String(choice),
    label: saying(api, choice, expiryOf(choice, grant, now)),
  }));
  const [only] = options;
  if (options.length === 1 && only) return html`<p>${words.only(only.label)}</p>`;
  const value = String(firstExpiryChoice(rules, grant, now));
  return select({ name: 'expiry', label: words.label, hint: words.hint, options, value });
}

function saying(api: PageApi, choice: ExpiryChoice, ends: Instant | null): string {
  const { expiry: words } = api.words.consent;
  if (ends === null) return words.untilRevoked;
  // Without a script the page cannot know the reader's time zone.
  const on = new Intl.DateTimeFormat(LOCALES[api.language], { dateStyle: 'medium', timeZone: 'UTC' }).format(
    ends,
  );
  return choice === 'unchanged' ? words.unchanged(on) : words.days(Number(choice), on);
}

import type { Grant, Instant } from '../../model/index.ts';
import { type ExpiryChoice, expiryChoices, expiryOf, firstExpiryChoice } from '../../rules/grant/expiry.ts';
import { select } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

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
  const on = api.figures.day(ends);
  return choice === 'unchanged' ? words.unchanged(on) : words.days(Number(choice), on);
}

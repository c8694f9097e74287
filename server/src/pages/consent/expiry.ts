import type { Api } from '../../api.ts';
import type { Grant, Instant } from '../../model/index.ts';
import { type ExpiryChoice, expiryChoices, expiryOf, firstExpiryChoice } from '../../rules/grant/expiry.ts';
import { select } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { texts } from './texts.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** How long the connection lasts. Where the API offers one length only, the page says it. */
export function expirySection(api: Api, grant: Grant | null): Fragment {
  const now = api.clock.now();
  const { expiry: rules } = api.config.consent;
  const choices = expiryChoices(rules, grant, now);
  const options = choices.map((choice) => ({
    value: String(choice),
    label: saying(choice, expiryOf(choice, grant, now)),
  }));
  const [only] = options;
  if (options.length === 1 && only) return html`<p>${texts.expiry.only(only.label)}</p>`;
  const value = String(firstExpiryChoice(rules, grant, now));
  return select({ name: 'expiry', label: texts.expiry.label, hint: texts.expiry.hint, options, value });
}

function saying(choice: ExpiryChoice, ends: Instant | null): string {
  if (ends === null) return texts.expiry.untilRevoked;
  const on = day.format(ends);
  return choice === 'unchanged' ? texts.expiry.unchanged(on) : texts.expiry.days(Number(choice), on);
}

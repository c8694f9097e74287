import type { ApiConfig } from '../../../config/index.ts';
import { languageOf } from '../../../http/language.ts';
import type { DraftRefusal } from '../refusals.ts';
import { DE } from './de.ts';
import { NL } from './nl.ts';
import type { Wording, Words } from './words.ts';

/** Languages that Latchkey has beside English; an API adds others with `refusals`. */
const BUILT_IN: Readonly<Record<string, Wording>> = { de: DE, nl: NL };

type Wanted = Pick<DraftRefusal, 'title' | 'detail' | 'headers'>;

/**
 * Returns title and detail of a refusal in the language that the call asks for, among those that the API declares
 * (RFC 9457 section 3.1.3: a title changes only for localization), or in English, which says more, if there is no
 * translation.
 */
export function inLanguage(
  { languages, refusals }: Pick<ApiConfig, 'languages' | 'refusals'>,
  asked: string | undefined,
  refusal: DraftRefusal,
): Wanted {
  const { title, detail, headers } = refusal;
  if (!languages) return { title, detail, headers };
  const language = languageOf(languages, asked);
  const [base = ''] = language.toLowerCase().split('-');
  const words =
    own(refusals, language)?.[refusal.code] ?? (own(BUILT_IN, base) as Wording | undefined)?.[refusal.code];
  if (!words) return { title, detail, headers: { ...headers, 'content-language': 'en' } };
  return {
    title: words.title,
    detail: filledIn(words, refusal),
    headers: { ...headers, 'content-language': language },
  };
}

function filledIn({ detail }: Words, { challenge, headers }: DraftRefusal): string {
  const scope = challenge?.scope.join(' ') ?? '';
  const seconds = headers['retry-after'] ?? '1';
  return detail.replaceAll('{scope}', () => scope).replaceAll('{seconds}', () => seconds);
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

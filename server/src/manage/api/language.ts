import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import { languageOf } from '../../http/language.ts';
import { spoken } from '../../mail/in-language-of.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import { isLanguage, LANGUAGES, type Language, pageLanguages } from '../../words/language.ts';

/** Returns the API in the language of letters to somebody whose own is not known: the first of the configuration's that is ours. */
export function inDefaultLanguage(api: Api): SpeakingApi {
  const named = (api.config.languages ?? LANGUAGES).map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return spoken(api, named.find(isLanguage) ?? 'en');
}

/** Returns the API in the language of `Accept-Language`; in English for a program, which asks for none, and where there is no better. */
export function inLanguageAsked(api: Api, request: Inbound): SpeakingApi {
  const offered = [...new Set<Language>(['en', ...pageLanguages(api.config)])];
  const best = languageOf(offered, request.headers['accept-language']);
  return spoken(api, isLanguage(best) ? best : 'en');
}

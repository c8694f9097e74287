import type { Api } from '../../api.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import { isLanguage, LANGUAGES } from '../../words/language.ts';
import { wordsIn } from '../../words/words.ts';

/** Returns the API in the language of letters to somebody whose own is not known: the first of the configuration's that is ours. */
export function inDefaultLanguage(api: Api): SpeakingApi {
  const named = (api.config.languages ?? LANGUAGES).map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  const language = named.find(isLanguage) ?? 'en';
  return { ...api, language, words: wordsIn(language) };
}

import type { Api } from '../api.ts';
import type { UserId } from '../model/index.ts';
import { languageAmong, pageLanguages } from '../words/language.ts';
import { wordsIn } from '../words/words.ts';
import type { Speaking, SpeakingApi } from './letter.ts';

/** Returns the API as it speaks to a person in letters: in the language that they chose, or else in the one that it has. */
export async function inLanguageOf(api: SpeakingApi, userId: UserId): Promise<SpeakingApi> {
  const chosen = (await api.store.preferencesOf(userId))?.language;
  const language = languageAmong(pageLanguages(api.config), [chosen]);
  return language === null ? api : { ...api, language, words: wordsIn(language) };
}

/** The same beside a request: in the language that they chose, or in the first that the configuration names. */
export async function speakingTo<Writing extends Pick<Api, 'config' | 'store'>>(
  api: Writing,
  userId: UserId,
): Promise<Writing & Speaking> {
  const languages = pageLanguages(api.config);
  const chosen = (await api.store.preferencesOf(userId))?.language;
  const language = languageAmong(languages, [chosen]) ?? languages[0] ?? 'en';
  return { ...api, language, words: wordsIn(language) };
}

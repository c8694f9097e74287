import type { UserId } from '../model/index.ts';
import { pageLanguages } from '../words/language.ts';
import { wordsIn } from '../words/words.ts';
import type { SpeakingApi } from './letter.ts';

/** Returns the API as it speaks to a person in letters: in the language that they chose, or else in the one that it has. */
export async function inLanguageOf(api: SpeakingApi, userId: UserId): Promise<SpeakingApi> {
  const chosen = (await api.store.preferencesOf(userId))?.language;
  const language = pageLanguages(api.config).find((each) => each === chosen);
  return language === undefined ? api : { ...api, language, words: wordsIn(language) };
}

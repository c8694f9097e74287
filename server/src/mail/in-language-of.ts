import type { Api } from '../api.ts';
import { inLanguage } from '../config/language/translations.ts';
import type { Preferences, UserId } from '../model/index.ts';
import { figuresIn } from '../words/figures.ts';
import { type Language, languageAmong, pageLanguages } from '../words/language.ts';
import { wordsIn } from '../words/words.ts';
import type { Speaking, SpeakingApi } from './letter.ts';

/** Returns the API as it speaks to a person in letters: in the language that they chose, or else in the one that it has. */
export async function inLanguageOf(api: SpeakingApi, userId: UserId): Promise<SpeakingApi> {
  const chosen = await api.store.preferencesOf(userId);
  return speakingBy(api, { language: api.language, timeZone: null, ...chosen });
}

/** The same beside a request: in the language that they chose, or in the first that the configuration names. */
export async function speakingTo<Writing extends Pick<Api, 'config' | 'store'>>(
  api: Writing,
  userId: UserId,
): Promise<Writing & Speaking> {
  return speakingBy(api, await api.store.preferencesOf(userId));
}

/**
 * Returns the API as it speaks by what somebody chose. Without a choice, in the first language that the configuration names and in
 * its time zone, which each moment names.
 */
export function speakingBy<Writing extends Pick<Api, 'config'>>(
  api: Writing,
  chosen: Pick<Preferences, 'language' | 'timeZone'> | null,
): Writing & Speaking {
  const languages = pageLanguages(api.config);
  const language = languageAmong(languages, [chosen?.language]) ?? languages[0] ?? 'en';
  return spoken(api, language, chosen?.timeZone ?? null);
}

/** Returns the API in a language, with moments in a time zone; `null`: in its own. */
export function spoken<Writing extends Pick<Api, 'config'>>(
  api: Writing,
  language: Language,
  timeZone: string | null = null,
): Writing & Speaking {
  return {
    ...api,
    config: inLanguage(api.config, language),
    language,
    words: wordsIn(language),
    figures: figuresIn(language, timeZone ?? api.config.timeZone),
  };
}

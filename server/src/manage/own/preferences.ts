import type { Api } from '../../api.ts';
import type { UserId } from '../../model/index.ts';
import { pageLanguages } from '../../words/language.ts';
import { type Sentences, sentence } from '../../words/sentence.ts';
import { isTimeZone, zoneToday } from '../../words/zone.ts';

/** The faults of a choice, by their field. */
export type PreferenceProblems = Sentences<'language' | 'timeZone'>;

/**
 * Sets which mails somebody gets, the language of their pages and mails, and the time zone of moments on their pages; `null` leaves it to the browser
 * and the API again. A field that is left out stays as it is.
 */
export async function setPreferences(
  api: Api,
  userId: UserId,
  wanted: {
    language?: string | null | undefined;
    timeZone?: string | null | undefined;
    approvalMails?: boolean | undefined;
  },
): Promise<PreferenceProblems | null> {
  const { language, timeZone, approvalMails } = wanted;
  const offered: string[] = pageLanguages(api.config);
  const problems: PreferenceProblems = {
    ...(language == null || offered.includes(language) ? {} : { language: sentence('unknownLanguage') }),
    ...(timeZone == null || isTimeZone(timeZone) ? {} : { timeZone: sentence('unknownZone') }),
  };
  if (Object.keys(problems).length > 0) return problems;
  await api.store.setPreferences({
    userId,
    ...(language === undefined ? {} : { language }),
    ...(timeZone === undefined ? {} : { timeZone: timeZone && zoneToday(timeZone) }),
    ...(approvalMails === undefined ? {} : { approvalMails }),
  });
  return null;
}

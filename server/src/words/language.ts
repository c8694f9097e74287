/** The languages of our own pages and mails. A catalogue for each is below this folder. */
export const LANGUAGES = ['en', 'de', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How a language calls itself, for those who look for it. */
export const OWN_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  nl: 'Nederlands',
};

export function isLanguage(value: string): value is Language {
  return LANGUAGES.some((language) => language === value);
}

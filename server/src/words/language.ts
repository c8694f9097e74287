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

/**
 * Returns the languages that an API's pages can be shown in; the first is shown to those who ask for no other.
 *
 * @param languages as the API declares them: it may speak others, in which its pages cannot be shown
 */
export function pageLanguages({
  languages = LANGUAGES,
}: {
  readonly languages?: readonly string[] | undefined;
}): Language[] {
  const ours = languages.map((tag) => tag.toLowerCase().split('-')[0] ?? '').filter(isLanguage);
  return ours.length > 0 ? [...new Set(ours)] : ['en'];
}

/** Returns the first of the offered languages that one of the tags means, in the order of the tags; or `null`. */
export function languageAmong(
  offered: readonly Language[],
  tags: readonly (string | null | undefined)[],
): Language | null {
  for (const tag of tags) {
    const known = offered.find((each) => each === tag?.toLowerCase().split('-')[0]);
    if (known) return known;
  }
  return null;
}

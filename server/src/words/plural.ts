import type { Language } from './language.ts';

type Forms = { one: string; other: (count: string) => string };

/**
 * Returns how a language says a number of things: `one` as it is written, `other` with the number in figures. English,
 * German and Dutch have these two forms (CLDR); a language with more needs more of them here.
 */
export function pluralIn(language: Language): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const figures = new Intl.NumberFormat(language);
  return (count, { one, other }) => (rules.select(count) === 'one' ? one : other(figures.format(count)));
}

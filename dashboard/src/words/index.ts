import { createContext, useContext } from 'react';
import type { Catalogue } from './catalogue.ts';

export interface Words extends Catalogue {
  language: string;
  /** The language with the reader's region, for numbers and times: a date in English is another one in London than in Boston. */
  locale: string;
}

const LOADERS: Record<string, () => Promise<Catalogue>> = {
  en: async () => (await import('./en/index.ts')).EN,
  de: async () => (await import('./de/index.ts')).DE,
  nl: async () => (await import('./nl/index.ts')).NL,
};

/** Loads one catalogue. The server writes the language into the page; one that is not here is shown in English. */
export async function loadWords(language: string): Promise<Words> {
  const known = LOADERS[language] ? language : 'en';
  const load = LOADERS[known] as () => Promise<Catalogue>;
  return { ...(await load()), language: known, locale: localeOf(known, navigator.languages) };
}

/** As the server writes them, for a browser that names no region. */
const LOCALES: Record<string, string> = { en: 'en-GB', de: 'de-DE', nl: 'nl-NL' };

/** Returns the first of the reader's locales that is of a language. */
export function localeOf(language: string, preferred: readonly string[]): string {
  const own = preferred.find((tag) => tag.startsWith(`${language}-`) && isLocale(tag));
  return own ?? LOCALES[language] ?? language;
}

/** A browser on a system without a locale names `en-US@posix`, with which every format would throw. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

const Context = createContext<Words | null>(null);
export const WordsProvider = Context.Provider;

/** Returns the texts in the visitor's language. */
export function useWords(): Words {
  const words = useContext(Context);
  if (!words) throw new Error('No words are provided: put the part inside a WordsProvider.');
  return words;
}

import { createContext, useContext } from 'react';
import type { Catalogue } from './catalogue.ts';

export interface Words extends Catalogue {
  /** The language of the texts, in which numbers and times are written too. */
  language: string;
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
  return { ...(await load()), language: known };
}

const Context = createContext<Words | null>(null);
export const WordsProvider = Context.Provider;

/** Returns the texts in the visitor's language. */
export function useWords(): Words {
  const words = useContext(Context);
  if (!words) throw new Error('No words are provided: put the part inside a WordsProvider.');
  return words;
}

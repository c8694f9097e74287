import { DE } from './de/index.ts';
import { EN } from './en/index.ts';
import type { Language } from './language.ts';
import { NL } from './nl/index.ts';
import type { Words } from './type.ts';

export type { Words } from './type.ts';

const CATALOGUES: Readonly<Record<Language, Words>> = { en: EN, de: DE, nl: NL };

/** Returns every text of our own in a language. */
export function wordsIn(language: Language): Words {
  return CATALOGUES[language];
}

import type { Words } from '../type.ts';

export const layout: Words['layout'] = {
  skip: 'Zum Inhalt springen',
  language: 'Sprache',
  terms: 'Nutzungsbedingungen',
  privacy: 'Datenschutz',
  support: 'Hilfe',
};

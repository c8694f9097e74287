import type { Words } from '../type.ts';

export const layout: Words['layout'] = {
  skip: 'Naar de inhoud',
  language: 'Taal',
  terms: 'Voorwaarden',
  privacy: 'Privacy',
  support: 'Hulp',
};

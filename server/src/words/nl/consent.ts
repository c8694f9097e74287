import type { Words } from '../type.ts';

export const consent: Words['consent'] = {
  expiry: {
    label: 'Hoe lang',
    hint: 'Daarna moet opnieuw worden gevraagd. U kunt het ook eerder altijd terugnemen.',
    untilRevoked: 'Tot ik het terugneem',
    unchanged: (on) => `Zoals eerder, tot ${on}`,
    days: (days, on) => `${days === 365 ? '1 jaar' : days === 1 ? '1 dag' : `${days} dagen`}, tot ${on}`,
    only: (length) => `Hoe lang: ${length}.`,
  },
  scopes: {
    optional: 'Niet verplicht. Haal het vinkje weg om het weg te laten.',
    dangerous: 'Let op',
  },
};

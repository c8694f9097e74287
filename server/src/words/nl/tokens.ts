import { html } from '../../lib/html.ts';
import type { Words } from '../type.ts';

export const tokens: Words['tokens'] = {
  none: 'U hebt geen tokens. Met een token roept een script de API namens u aan, binnen de grenzen die u stelt.',
  past: 'Niet meer geldig',
  ofOthers: (tenant) => `Van anderen bij ${tenant}`,
  create: 'Token aanmaken',
  createTitle: 'Token aanmaken',
  lost: 'Als niemand het token heeft gekopieerd, trek het dan in en maak een nieuw aan.',
  tryIt: 'Probeer het',
  newTitle: 'Uw nieuwe token',
  use: (header, url) => html`Stuur het als ${header} naar ${url}.`,
  revoke: {
    title: (name) => `${name} intrekken?`,
    own: 'Elk script dat de API met dit token aanroept, wordt vanaf de volgende aanroep geweigerd.',
    theirs: (name) =>
      `Elk script dat de API met dit token van ${name} aanroept, wordt vanaf de volgende aanroep geweigerd.`,
    undone: 'Dit kan niet ongedaan worden gemaakt.',
    submit: 'Definitief intrekken',
  },
  noScopes: 'Deze API heeft geen scopes die een token kan hebben. Verbind in plaats daarvan een applicatie.',
  name: {
    label: 'Naam',
    hint: 'Waar het voor is, bijvoorbeeld ‘Nachtelijke export’.',
  },
  calls: {
    label: 'De aanroepen die het doet',
    hint: 'Vink ze aan: het token krijgt alleen de machtigingen die daarvoor nodig zijn. Het mag nooit meer dan uw eigen rol.',
    closed: (calls: string) =>
      `Geen token opent deze aanroepen: ${calls}. Laat ze weg, of koppel een applicatie.`,
  },
  scopes: {
    label: 'Wat is toegestaan',
    hint: 'Kies alleen wat nodig is. Het gaat nooit verder dan uw eigen rol.',
    instead: 'Of wat het mag, per machtiging',
    all: (count: number) => `Alle ${count} machtigingen`,
  },
  days: {
    label: 'Verloopt over',
    option: (days) => `${days} dagen`,
  },
  mode: 'Waar het werkt',
  revoked: 'Ingetrokken',
  expired: 'Verlopen',
  of: (name) => `Van ${name}. `,
  endsIn: (hint) => `Eindigt op …${hint}.`,
  notUsed: 'Nog niet gebruikt.',
  lastUsed: (at) => html`Laatst gebruikt op ${at}.`,
  neverExpires: 'Verloopt niet.',
  expires: (at) => html`Verloopt op ${at}.`,
  onlyFrom: (addresses) => ` Alleen vanaf ${addresses}.`,
  unlisted: 'Wat een token mag bereiken, kan nu niet worden getoond. Probeer het zo nog eens.',
};

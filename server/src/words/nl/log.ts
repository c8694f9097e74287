import { html } from '../../lib/html.ts';
import type { Words } from '../type.ts';

export const log: Words['log'] = {
  lead: (tenant) => `Alles wat er bij ${tenant} is gebeurd: wie het deed, voor wie en met welke beslissing.`,
  ownLead: (tenant) =>
    `Aanroepen die bij ${tenant} namens u zijn gedaan, en wat er met uw verbindingen en tokens is gebeurd.`,
  zone: (zone) => `Tijden zijn in ${zone}.`,
  nothingYet: 'Nog niets.',
  expired: 'Verbinding verlopen',
  changes: {
    suspended: 'Verbinding opgeschort',
    resumed: 'Verbinding hervat',
    narrowed: 'Verbinding beperkt',
    addresses: 'Adressen van de verbinding gewijzigd',
    released: 'Verbinding weer aan de persoon overgelaten',
  },
  refused: 'Geweigerd',
  allowed: 'Toegestaan',
  none: 'Geen enkele regel past.',
  noneSoFar: 'Van de doorzochte regels past er geen. Oudere zijn nog niet doorzocht.',
  noFurther: 'Van de doorzochte regels past er geen meer. Oudere zijn nog niet doorzocht.',
  searchOn: 'Verder zoeken',
  download: (format) => `Downloaden als ${format}`,
  anything: 'Alles',
  anybody: 'Iedereen',
  parts: { label: 'Delen van het logboek', all: 'Alles', calls: 'Aanroepen', security: 'Beveiliging' },
  filter: {
    heading: 'Verfijnen',
    person: 'Persoon',
    client: 'Applicatie',
    kind: 'Wat',
    outcome: 'Uitkomst',
    operation: 'Operatie',
    account: 'Verbonden account',
    since: 'Van',
    until: 'Tot en met',
    show: 'Tonen',
    everything: 'Alles tonen',
  },
  who: {
    about: (name) => html`over ${name}`,
    for: (name) => html`voor ${name}`,
    by: (name) => `door ${name}`,
    under: 'onder',
    askingFor: 'met vraag voor',
    from: (ip) => `vanaf ${ip}`,
  },
};

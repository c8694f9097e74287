import { html } from '../../lib/html.ts';
import type { Words } from '../type.ts';

export const log: Words['log'] = {
  lead: (tenant) =>
    `Alles, was bei ${tenant} geschehen ist: wer es getan hat, für wen und mit welcher Entscheidung.`,
  ownLead: (tenant) =>
    `Aufrufe, die bei ${tenant} in Ihrem Namen gemacht wurden, und was mit Ihren Verbindungen und Token geschah.`,
  zone: (zone) => `Zeiten gelten für ${zone}.`,
  nothingYet: 'Noch nichts.',
  expired: 'Verbindung abgelaufen',
  changes: {
    suspended: 'Verbindung ausgesetzt',
    resumed: 'Verbindung fortgesetzt',
    narrowed: 'Verbindung eingeschränkt',
    addresses: 'Adressen der Verbindung geändert',
    released: 'Verbindung wieder der Person überlassen',
  },
  refused: 'Abgelehnt',
  allowed: 'Erlaubt',
  none: 'Kein Eintrag passt.',
  noneSoFar: 'Unter den bisher durchsuchten Einträgen passt keiner. Ältere wurden noch nicht durchsucht.',
  noFurther:
    'Unter den bisher durchsuchten Einträgen passt kein weiterer. Ältere wurden noch nicht durchsucht.',
  searchOn: 'Weitersuchen',
  download: (format) => `Als ${format} herunterladen`,
  anything: 'Alles',
  anybody: 'Alle',
  parts: { label: 'Teile des Protokolls', all: 'Alles', calls: 'Aufrufe', security: 'Sicherheitsereignisse' },
  filter: {
    heading: 'Eingrenzen',
    person: 'Wer',
    client: 'Anwendung',
    kind: 'Was',
    outcome: 'Ergebnis',
    operation: 'Operation',
    account: 'Verbundenes Konto',
    since: 'Von',
    until: 'Bis',
    show: 'Anzeigen',
    everything: 'Alles anzeigen',
  },
  who: {
    about: (name) => html`über ${name}`,
    for: (name) => html`für ${name}`,
    by: (name) => `durch ${name}`,
    under: 'unter',
    askingFor: 'mit Anfrage für',
    from: (ip) => `von ${ip}`,
  },
};

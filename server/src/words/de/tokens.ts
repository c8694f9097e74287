import { html } from '../../lib/html.ts';
import type { Words } from '../type.ts';

export const tokens: Words['tokens'] = {
  none: 'Sie haben keine Token. Mit einem Token ruft ein Skript die API in Ihrem Namen auf, innerhalb der Grenzen, die Sie setzen.',
  past: 'Nicht mehr gültig',
  ofOthers: (tenant) => `Von anderen bei ${tenant}`,
  create: 'Token anlegen',
  createTitle: 'Token anlegen',
  lost: 'Wenn niemand das Token kopiert hat, widerrufen Sie es und legen Sie ein neues an.',
  tryIt: 'Ausprobieren',
  newTitle: 'Ihr neues Token',
  use: (header, url) => html`Senden Sie es als ${header} an ${url}.`,
  revoke: {
    title: (name) => `${name} widerrufen?`,
    own: 'Jedes Skript, das die API mit diesem Token aufruft, wird ab dem nächsten Aufruf abgelehnt.',
    theirs: (name) =>
      `Jedes Skript, das die API mit diesem Token von ${name} aufruft, wird ab dem nächsten Aufruf abgelehnt.`,
    undone: 'Das lässt sich nicht rückgängig machen.',
    submit: 'Endgültig widerrufen',
  },
  noScopes:
    'Diese API hat keine Scopes, die ein Token haben könnte. Verbinden Sie stattdessen eine Anwendung.',
  name: {
    label: 'Name',
    hint: 'Wofür es ist, zum Beispiel „Nächtlicher Export“.',
  },
  calls: {
    label: 'Die Aufrufe, die es macht',
    hint: 'Kreuzen Sie sie an: Das Token bekommt nur die Berechtigungen, die dafür nötig sind. Es darf nie mehr als Ihre eigene Rolle.',
    closed: (calls: string) =>
      `Diese Aufrufe öffnet kein Token: ${calls}. Lassen Sie sie weg oder verbinden Sie eine Anwendung.`,
  },
  scopes: {
    label: 'Was erlaubt ist',
    hint: 'Wählen Sie nur das Nötigste. Mehr als Ihre eigene Rolle erlaubt es nie.',
    instead: 'Oder was es darf, nach Berechtigung',
    all: (count: number) => `Alle ${count} Berechtigungen`,
  },
  days: {
    label: 'Läuft ab in',
    option: (days) => `${days} Tagen`,
  },
  mode: 'Wo es gilt',
  revoked: 'Widerrufen',
  expired: 'Abgelaufen',
  of: (name) => `Von ${name}. `,
  endsIn: (hint) => `Endet auf …${hint}.`,
  notUsed: 'Noch nicht genutzt.',
  lastUsed: (at) => html`Zuletzt genutzt am ${at}.`,
  neverExpires: 'Läuft nicht ab.',
  expires: (at) => html`Läuft am ${at} ab.`,
  onlyFrom: (addresses) => ` Nur von ${addresses}.`,
  unlisted:
    'Was ein Token erreichen darf, kann gerade nicht aufgelistet werden. Versuchen Sie es gleich noch einmal.',
};

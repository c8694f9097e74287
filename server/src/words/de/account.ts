import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const account: Words['account'] = {
  nav: {
    signOut: 'Abmelden',
    switch: 'Wechseln',
    menu: 'Menü',
  },
  about: {
    connections: 'Wer für Sie handeln darf, was erlaubt ist und wie Sie es beenden.',
    tokens: 'Schlüssel für Ihre eigenen Skripte, beschränkt auf das Nötige.',
    clients: 'Anwendungen, die Sie entwickeln, mit ihren IDs und Secrets.',
    people: (tenant) => `Wer zu ${tenant} gehört und in welcher Rolle.`,
    activity: 'Alles, was geschehen ist: von wem und mit welcher Entscheidung.',
    ownActivity: 'Aufrufe in Ihrem Namen, und was mit Ihren Verbindungen und Token geschah.',
  },
  overview: (tenant, api) =>
    `Sehen Sie, wer über die API von ${api} auf ${tenant} zugreifen kann und in wessen Namen.`,
  noTenant: {
    heading: 'Sie haben keinen Zugang zu dieser Seite',
    text: (email, word) =>
      `Sie sind als ${email} angemeldet. Diese Person ist hier kein Mitglied (${word}). Bitten Sie um eine Einladung oder melden Sie sich mit einem anderen Konto an.`,
  },
  keep: 'Behalten',
  goBack: 'Zurück',
  goOn: 'Weiter',
  cancel: 'Abbrechen',
  save: 'Speichern',
  details: 'Details',
  remove: 'Entfernen',
  delete: 'Löschen',
  revoke: 'Widerrufen',
  older: 'Ältere',
  more: 'Mehr',
  sandbox: 'Sandbox',
  live: 'Echte Daten',
  copied: 'Ich habe es kopiert',
  copying: { copy: 'Kopieren', copied: 'Kopiert.', selected: 'Ausgewählt. Drücken Sie Strg+C oder Cmd+C.' },
  overtaken:
    'Inzwischen hat jemand anderes dies geändert, deshalb wurde nichts gespeichert. Bitte sehen Sie noch einmal hin.',
  invalid: {
    created: 'Es wurde noch nichts angelegt. Bitte prüfen Sie die markierten Felder.',
    saved: 'Es wurde noch nichts gespeichert. Bitte prüfen Sie die markierten Felder.',
    added: 'Es wurde noch nichts hinzugefügt. Bitte prüfen Sie die markierten Felder.',
  },
  addresses: {
    label: 'Nur von diesen Adressen (optional)',
    hint: 'Je Zeile eine IP-Adresse oder ein Adressblock, zum Beispiel 203.0.113.0/24. Leer: von überall.',
  },
  once: {
    title: 'Nur einmal sichtbar',
    text: 'Dies wurde schon angezeigt oder innerhalb einer Minute nicht abgerufen. Es kann nicht noch einmal angezeigt werden.',
    keep: 'Bewahren Sie es wie ein Passwort auf: in einem Secret-Manager oder einer Umgebungsvariablen, nie in einem Repository oder im Code eines Browsers.',
    copySecret: 'Kopieren Sie das Secret jetzt. Es wird nur dieses eine Mal angezeigt.',
    copyToken: 'Kopieren Sie es jetzt. Es wird nur dieses eine Mal angezeigt.',
  },
  alerts: {
    heading: 'Ungewöhnliche Nutzung',
    text: 'Sagen Sie, ob Sie das waren. Wenn nicht, beenden Sie die Verbindung. Dann ist der Zugang sofort gesperrt.',
    calls: 'Aufrufe ansehen',
    ours: 'Das waren wir',
    end: 'Beenden',
  },
  time: {
    hour: (day, from, to, zone) => `${day}, ${from} bis ${to} ${zone}`,
    lessThanAnHour: 'weniger als eine Stunde',
    hours: (hours) => count(hours, { one: 'eine Stunde', other: (all) => `${all} Stunden` }),
    days: (days) => count(days, { one: 'einen Tag', other: (all) => `${all} Tage` }),
  },
};

import type { Words } from '../type.ts';

export const you: Words['you'] = {
  title: 'Ihr Konto',
  speaking: {
    heading: 'Sprache und Zeitzone',
    language: 'Sprache der Seiten und E-Mails',
    zone: 'Zeitzone',
    asBrowser: 'Automatisch',
  },
  password: {
    heading: 'Passwort',
    current: 'Aktuelles Passwort',
    next: 'Neues Passwort',
    hint: 'Mindestens 10 Zeichen. In allen anderen Browsern werden Sie abgemeldet.',
    submit: 'Passwort ändern',
    refused: 'Es wurde nichts geändert. Bitte prüfen Sie das markierte Feld.',
  },
  mails: {
    heading: 'E-Mails',
    wanted: (tenant) =>
      `Sie erhalten eine E-Mail, wenn eine Verbindung von ${tenant} ungewöhnlich genutzt wird, weil Sie ${tenant} verwalten.`,
    unwanted: (tenant) =>
      `Sie erhalten keine E-Mail, wenn eine Verbindung von ${tenant} ungewöhnlich genutzt wird. Die Seite der Verbindung zeigt es trotzdem.`,
    stop: 'Keine solchen E-Mails senden',
    start: 'Diese E-Mails senden',
  },
  signOutElsewhere: {
    title: 'Überall sonst abmelden?',
    text: 'Beendet Ihre Sitzung sofort in allen anderen Browsern. Dort müssen Sie sich neu anmelden. Hier bleiben Sie angemeldet.',
    submit: 'Überall sonst abmelden',
  },
};

import type { Words } from '../type.ts';

export const requests: Words['requests'] = {
  unreadable: {
    heading: 'Diese Anfrage ist nicht lesbar',
    text: 'Eine Autorisierungsanfrage ist ein Link oder ein Formular mit denselben Parametern.',
  },
  tooLong: 'Diese Anfrage ist zu lang',
  answered: {
    heading: 'Diese Anfrage wurde schon beantwortet',
    text: 'Jede Anfrage einer Anwendung kann einmal beantwortet werden. Kehren Sie zur Anwendung zurück und beginnen Sie neu.',
  },
  unchecked: {
    heading: (client) => `${client} kann über diesen Link nicht verbunden werden`,
    text: 'Es wurde nichts geteilt. Wohin diese Anwendung Sie senden würde, hat niemand geprüft.',
    back: (client) => `Zurück zu ${client}`,
  },
  signedOut: (client) => `Niemand hat geprüft, wohin ${client} Sie senden würde.`,
  logout: {
    heading: 'Dieser Link zum Abmelden funktioniert nicht',
    text: (why) => `${why} Es wurde nichts geändert. Sie können sich hier trotzdem abmelden.`,
  },
};

import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const device: Words['device'] = {
  compare: 'Ist das der Code auf Ihrem Gerät?',
  compareText:
    'Vergleichen Sie ihn Buchstabe für Buchstabe. Fahren Sie nur fort, wenn Sie dies auf einem Gerät vor sich begonnen haben, und nie mit einem Code oder Link, den Ihnen jemand geschickt hat.',
  enter:
    'Geben Sie den Code ein, den Ihr Gerät anzeigt. Geben Sie nie einen ein, den Ihnen jemand geschickt hat.',
  code: 'Code',
  codeHint: 'Acht Buchstaben, zum Beispiel WDJB-MJHT.',
  go: 'Weiter',
  malformed: 'Ein Code hat acht Buchstaben, zum Beispiel WDJB-MJHT.',
  wait: (seconds) =>
    count(seconds, {
      one: 'Zu viele Codes waren falsch. Bitte warten Sie eine Sekunde und versuchen Sie es erneut.',
      other: (all) =>
        `Zu viele Codes waren falsch. Bitte warten Sie ${all} Sekunden und versuchen Sie es erneut.`,
    }),
  unknown: 'Dieser Code ist unbekannt oder abgelaufen. Prüfen Sie ihn auf Ihrem Gerät.',
  connected: (client) => `${client} ist verbunden`,
  connectedText: 'Sie können jetzt zu Ihrem Gerät zurückkehren. Es macht in wenigen Sekunden weiter.',
  notConnected: (client) => `${client} wurde nicht verbunden`,
  notConnectedText: 'Es wurde nichts geteilt. Sie können diese Seite schließen.',
  gone: {
    heading: 'Dieser Code kann nicht mehr verwendet werden',
    text: 'Er ist abgelaufen, jemand hat schon entschieden, oder die Anwendung darf nicht mehr danach fragen. Wenn Ihr Gerät noch wartet, lassen Sie es einen neuen Code anzeigen.',
    link: 'Anderen Code eingeben',
  },
};

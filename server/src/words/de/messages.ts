import type { Words } from '../type.ts';

export const messages: Words['messages'] = {
  reference: 'Referenz:',
  notFound: {
    heading: 'Diese Seite gibt es nicht',
    text: 'Vielleicht ist die Adresse falsch geschrieben, oder der Inhalt wurde entfernt.',
    link: 'Zu Ihrem Konto',
  },
  gone: {
    heading: 'Das gibt es nicht mehr',
    text: 'Jemand hat es entfernt oder beendet, nachdem diese Seite geöffnet wurde. Sonst hat sich nichts geändert.',
  },
  unreadable: {
    heading: 'Dieses Formular konnte nicht gelesen werden',
    text: (why) => `${why} Es wurde nichts geändert.`,
    notAForm: 'Ein Formular muss als application/x-www-form-urlencoded gesendet werden.',
    tooLarge: 'Das Formular ist zu groß.',
    nullCharacter:
      'Ein Feld enthält das Zeichen U+0000. Entfernen Sie es und senden Sie das Formular erneut.',
    malformed: 'Das Formular ist fehlerhaft.',
  },
  stale: {
    heading: 'Dieses Formular ist nicht mehr gültig',
    text: 'Vielleicht haben Sie sich neu angemeldet, nachdem Sie es geöffnet hatten. Es wurde nichts geändert. Öffnen Sie die Seite erneut und wiederholen Sie Ihre Eingabe.',
    link: 'Seite erneut öffnen',
  },
  shownAgain:
    'Sie mussten sich neu anmelden. Deshalb ist noch nichts geschehen. Prüfen Sie das Formular und senden Sie es noch einmal.',
  formPost: {
    heading: 'Fast fertig',
    before: 'Sie werden zurückgeleitet zu',
    after: '. Wenn nichts geschieht, klicken Sie auf die Schaltfläche.',
    submit: 'Weiter',
  },
};

import type { Catalogue } from '../catalogue.ts';

export const overview: Catalogue['overview'] = {
  hello: (name) => `Hallo ${name}`,
  lead: 'Wie es Ihren Anwendungen geht, und was auf Sie wartet.',
  ownerLead: 'Wie es Ihrer API geht und was auf Sie wartet.',
  openAlerts: 'ungewöhnliche Nutzung eines Schlüssels',
  outgoing: 'E-Mails und Webhooks',
  yours: 'Ihre Anwendungen',
  all: 'Alle zeigen',
  begin: 'Legen Sie Ihre erste Anwendung an',
  beginText:
    'Das dauert eine Minute: ein Name, wo sie läuft, und worum sie bitten darf. Der Schnellstart enthält Ihre eigene Id.',
  developersWait: (count, more) =>
    more || count > 1
      ? `${count}${more ? ' oder mehr' : ''} Entwickler warten auf Ihre Freigabe.`
      : 'Ein Entwickler wartet auf Ihre Freigabe.',
  look: 'Ansehen',
  developer: {
    pending:
      'Die Betreiber der API sehen sich Ihre Registrierung an. Sie bekommen eine E-Mail, wenn entschieden ist.',
    refused:
      'Die Betreiber der API haben Ihre Registrierung abgelehnt, darum können Sie keine Anwendung erstellen.',
  },
  waiting: 'Wartet auf Ihre Freigabe',
  nothingWaits: 'Keine Anwendung wartet auf Ihre Freigabe.',
  refused: 'Letzte Abweisungen',
  nothingRefused: 'In letzter Zeit wurde nichts abgewiesen',
};

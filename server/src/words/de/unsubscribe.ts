import type { Words } from '../type.ts';

export const unsubscribe: Words['unsubscribe'] = {
  heading: 'Keine solchen E-Mails mehr?',
  text: (tenant) =>
    `Sie erhalten dann keine E-Mail, wenn eine Verbindung von ${tenant} ungewöhnlich genutzt wird. Die Seite der Verbindung zeigt es trotzdem.`,
  submit: 'Keine solchen E-Mails senden',
  done: 'Sie erhalten keine solchen E-Mails mehr',
  doneText: (tenant) =>
    `Über ungewöhnliche Nutzung bei ${tenant} kommt keine E-Mail mehr. Auf der Seite „Ihr Konto“ schalten Sie sie wieder ein.`,
  gone: 'Dieser Link funktioniert nicht mehr',
  goneText:
    'Vielleicht gehören Sie nicht mehr dazu, oder der Link ist zu alt. Melden Sie sich an, und sehen Sie auf der Seite „Ihr Konto“ nach.',
  approvals: {
    text: (api) =>
      `Sie bekommen dann keine E-Mail mehr, wenn bei ${api} eine Anwendung oder ein Entwickler auf Ihre Freigabe wartet. Das Dashboard zeigt es trotzdem.`,
    doneText: (api) =>
      `Über das, was bei ${api} auf Ihre Freigabe wartet, kommt keine E-Mail mehr. Im Dashboard schalten Sie sie unter „Einstellungen“ wieder ein.`,
  },
};

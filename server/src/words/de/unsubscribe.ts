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
};

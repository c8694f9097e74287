import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const elsewhere: Words['elsewhere'] = {
  notSignedIn: 'Sie wurden nicht angemeldet',
  refused: (api) => `Die Anmeldung bei ${api} wurde abgelehnt.`,
  tryAgain: 'Erneut versuchen',
  otherBrowser:
    'Diese Anmeldung hat in einem anderen Browser begonnen und wurde deshalb beendet. Wenn Ihnen jemand einen Link geschickt hat, verwenden Sie ihn nicht. Beginnen Sie sonst hier von vorn.',
  used: 'Diese Anmeldung wurde bereits abgeschlossen. Beginnen Sie von vorn, wenn Sie nicht angemeldet sind.',
  gone: 'Diese Anmeldung ist nicht bekannt oder abgelaufen. Beginnen Sie von vorn.',
  account: 'Zu Ihrem Konto',
  tooMany: {
    heading: 'Es wurden zu viele Anmeldungen begonnen',
    text: (minutes) =>
      `Aus Ihrem Netz wurden sehr viele Anmeldungen begonnen. Bitte versuchen Sie es ${count(minutes, { one: 'in einer Minute', other: (all) => `in ${all} Minuten` })} erneut.`,
  },
};

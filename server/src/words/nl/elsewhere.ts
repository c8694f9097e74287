import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

export const elsewhere: Words['elsewhere'] = {
  notSignedIn: 'U bent niet ingelogd',
  refused: (api) => `Het inloggen bij ${api} is geweigerd.`,
  tryAgain: 'Opnieuw proberen',
  otherBrowser:
    'Dit inloggen is in een andere browser begonnen en is daarom beëindigd. Gebruik de link niet als iemand u die heeft gestuurd. Begin anders hier opnieuw.',
  used: 'Dit inloggen is al voltooid. Begin opnieuw als u niet bent ingelogd.',
  gone: 'Dit inloggen is niet bekend of is verlopen. Begin opnieuw.',
  account: 'Naar uw account',
  tooMany: {
    heading: 'Er is te vaak met inloggen begonnen',
    text: (minutes) =>
      `Vanuit uw netwerk is heel vaak met inloggen begonnen. Probeer het ${count(minutes, { one: 'over één minuut', other: (all) => `over ${all} minuten` })} opnieuw.`,
  },
};

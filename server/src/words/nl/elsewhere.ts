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
  or: 'of',
  with: (provider) => `Inloggen met ${provider}`,
  unavailable: (provider) => `${provider} is op dit moment niet bereikbaar. Probeer het later opnieuw.`,
  refusedThere: (provider) => `Het inloggen is bij ${provider} beëindigd.`,
  invalid: (provider) => `Het antwoord van ${provider} is niet geldig. Begin opnieuw.`,
  notAccepted: (provider, api) => `${api} laat dit account bij ${provider} niet toe. Kies een ander.`,
  notAnew: (provider) =>
    `De applicatie vraagt om opnieuw in te loggen, en ${provider} bevestigt niet dat u zojuist hebt ingelogd.`,
  noPlace: (provider, api) =>
    `Uw account bij ${provider} heeft geen toegang tot ${api}. Vraag het een manager van uw organisatie, of log op een andere manier in en koppel het.`,
  beyond: (provider, api) =>
    `Uw account heeft toegang tot meer van ${api} dan waarover ${provider} mag beslissen, dus ${provider} logt u niet in. Log op een andere manier in, of vraag het de mensen achter ${api}.`,
  namesake: {
    heading: 'U hebt hier twee accounts',
    text: (email, provider) =>
      `Een ander account heeft hier het adres ${email}. Het is niet verbonden met dat bij ${provider}, want een adres is geen bewijs. Log in op het andere en koppel daar ${provider} om beide als één te gebruiken.`,
    goOn: 'Verder',
  },
  notLinked: 'Er is niets gekoppeld',
  linked: {
    heading: 'Gekoppeld',
    text: (provider) => `Vanaf nu kunt u ook met ${provider} inloggen.`,
  },
  linkedAlready: (provider) => `Dit account bij ${provider} is al aan iemand gekoppeld.`,
  signedOutMeanwhile:
    'U bent niet meer ingelogd als de persoon die dit is begonnen. Log in en begin opnieuw.',
  ways: {
    title: 'Andere manieren om in te loggen',
    none: 'U logt hier alleen met uw wachtwoord in.',
    began: 'Met dit account bent u hier begonnen, dus het blijft.',
    remove: 'Verwijderen',
    link: (provider) => `${provider} koppelen`,
    linkHeading: (provider) => `Uw account bij ${provider} koppelen?`,
    linkText: (provider) =>
      `U wordt naar ${provider} gestuurd. Wie daar kan inloggen, kan dan hier als u inloggen.`,
  },
};

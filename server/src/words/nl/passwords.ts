import type { Words } from '../type.ts';

export const passwords: Words['passwords'] = {
  length: (shortest, longest) => `Een wachtwoord heeft ${shortest} tot ${longest} tekens.`,
  common:
    'Dit wachtwoord staat op lijsten van veelgebruikte wachtwoorden of volgt een patroon, en is snel geraden. Een paar woorden achter elkaar die niet bij elkaar horen, zijn beter.',
  own: 'Dit wachtwoord is vooral uw naam, uw adres of de naam van deze dienst. Kies iets dat anderen niet van u weten.',
};

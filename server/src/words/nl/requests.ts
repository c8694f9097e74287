import type { Words } from '../type.ts';

export const requests: Words['requests'] = {
  unreadable: {
    heading: 'Dit verzoek is niet leesbaar',
    text: 'Een autorisatieverzoek is een link, of een formulier met dezelfde parameters.',
  },
  tooLong: 'Dit verzoek is te lang',
  answered: {
    heading: 'Dit verzoek is al beantwoord',
    text: 'Elk verzoek van een applicatie kan één keer worden beantwoord. Ga terug naar de applicatie en begin opnieuw.',
  },
  unchecked: {
    heading: (client) => `${client} kan via deze link niet worden verbonden`,
    text: 'Er is niets gedeeld. Niemand heeft gecontroleerd waar deze applicatie u naartoe zou sturen.',
    back: (client) => `Terug naar ${client}`,
  },
  signedOut: (client) => `Niemand heeft gecontroleerd waar ${client} u naartoe zou sturen.`,
  logout: {
    heading: 'Deze link om uit te loggen werkt niet',
    text: (why) => `${why} Er is niets gewijzigd. U kunt hier nog steeds uitloggen.`,
  },
};

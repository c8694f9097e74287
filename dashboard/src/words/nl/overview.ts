import type { Catalogue } from '../catalogue.ts';

export const overview: Catalogue['overview'] = {
  hello: (name) => `Hallo ${name}`,
  lead: 'Hoe het met uw applicaties gaat, en wat op u wacht.',
  yours: 'Uw applicaties',
  all: 'Alles tonen',
  begin: 'Maak uw eerste applicatie aan',
  beginText:
    'Dat duurt een minuut: een naam, waar ze draait, en waar ze om mag vragen. De snelstart bevat uw eigen id.',
  waiting: 'Wacht op uw goedkeuring',
  nothingWaits: 'Er wacht niets op u',
  nothingWaitsText: 'Hier staan applicaties die om goedkeuring vragen.',
  refused: 'Laatste weigeringen',
  nothingRefused: 'Er is de laatste tijd niets geweigerd',
};

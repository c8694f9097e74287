import type { Catalogue } from '../catalogue.ts';

export const overview: Catalogue['overview'] = {
  hello: (name) => `Hallo ${name}`,
  lead: 'Hoe het met uw applicaties gaat, en wat op u wacht.',
  ownerLead: 'Hoe het met uw API gaat, en wat op u wacht.',
  openAlerts: 'ongewoon gebruik van een sleutel',
  outgoing: 'E-mails en webhooks',
  yours: 'Uw applicaties',
  all: 'Alles tonen',
  begin: 'Maak uw eerste applicatie aan',
  beginText:
    'Dat duurt een minuut: een naam, waar ze draait, en waar ze om mag vragen. De snelstart bevat uw eigen id.',
  developersWait: (count, more) =>
    more || count > 1
      ? `${count}${more ? ' of meer' : ''} ontwikkelaars wachten op uw goedkeuring.`
      : 'Een ontwikkelaar wacht op uw goedkeuring.',
  look: 'Bekijken',
  developer: {
    pending: 'De beheerders van de API bekijken uw aanmelding. U krijgt een e-mail als ze hebben beslist.',
    refused: 'De beheerders van de API hebben uw aanmelding afgewezen, dus u kunt geen applicatie maken.',
  },
  waiting: 'Wacht op uw goedkeuring',
  nothingWaits: 'Er wacht geen applicatie op uw goedkeuring.',
  refused: 'Laatste weigeringen',
  nothingRefused: 'Er is de laatste tijd niets geweigerd',
};

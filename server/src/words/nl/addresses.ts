import type { Words } from '../type.ts';
import { inTime } from './sign-in.ts';

export const addresses: Words['addresses'] = {
  panel: {
    heading: 'E-mailadres',
    lead: (email) =>
      `U logt in met ${email}. Een ander adres telt zodra u de link hebt geopend die erheen wordt gestuurd.`,
    kept: (email, keeper) =>
      `U logt in met ${email}. Dit adres wordt beheerd door ${keeper}. Vraag daar om een ander adres.`,
    email: 'Nieuw e-mailadres',
    current: 'Uw wachtwoord',
    submit: 'Stuur daar een link heen',
  },
  problems: {
    noAddress: 'Vul het hele adres in, zoals ada@example.com.',
    same: 'Dit is al uw adres.',
    wrong: 'Dit is niet uw wachtwoord.',
    wait: (seconds) => `Er waren te veel pogingen. Probeer het ${inTime(seconds)} opnieuw.`,
  },
  ask: {
    subject: (api) => `Bevestig uw adres voor ${api}`,
    says: (api, asked) => `Iemand vroeg ${asked}, om dit adres voor een account bij ${api} te gebruiken.`,
    lasts: 'Was u dat, bevestig het dan. De link werkt één keer, een dag lang.',
    link: 'Adres bevestigen',
    ignore: 'Was u dat niet, doe dan niets: er verandert niets.',
  },
  taken: {
    subject: (api) => `Uw adres bij ${api}`,
    says: (api, asked) =>
      `Iemand vroeg ${asked}, om dit adres voor een ander account bij ${api} te gebruiken. Er is al een account voor, dus er is niets gewijzigd.`,
    ends: 'Was u dat, log dan in met dit adres. Was u dat niet, doe dan niets.',
  },
  told: {
    subject: (api) => `Uw adres voor ${api} is gewijzigd`,
    says: (api, asked) =>
      `Uw account bij ${api} heeft een ander e-mailadres, gewijzigd ${asked}. Met het adres waarop u dit leest, logt u niet meer in.`,
    lasts:
      'Was u dat niet, maak het dan binnen zeven dagen ongedaan. Dan wordt iedereen uitgelogd, en kiest u een nieuw wachtwoord.',
    link: 'Wijziging ongedaan maken',
  },
  confirm: {
    heading: 'Adres bevestigen',
    lead: (email, api) => `Het account bij ${api} logt voortaan in met ${email}.`,
    submit: (email) => `${email} gebruiken`,
  },
  confirmed: {
    heading: 'Het adres is gewijzigd',
    text: (email) =>
      `U logt voortaan in met ${email}. Een mail aan het vorige adres zegt hoe u het ongedaan maakt.`,
  },
  undo: {
    heading: 'Wijziging van het adres ongedaan maken?',
    lead: (email) =>
      `Het account logt weer in met ${email}. Het wachtwoord werkt niet meer, en elke browser wordt uitgelogd.`,
    submit: 'Ongedaan maken',
  },
  undone: {
    heading: 'De wijziging is ongedaan gemaakt',
    text: (email) => `Het account logt weer in met ${email}. Kies nu een nieuw wachtwoord.`,
    link: 'Link naar een nieuw wachtwoord',
  },
  gone: {
    heading: 'Deze link werkt niet meer',
    text: 'Ze is gebruikt, te oud, of het adres is opnieuw gewijzigd. Er is nu niets gewijzigd.',
  },
  inUse: {
    heading: 'Voor dit adres is er een account',
    text: (email) => `Iemand heeft intussen een account met ${email} gemaakt. Er is niets gewijzigd.`,
  },
};

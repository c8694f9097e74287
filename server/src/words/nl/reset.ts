import type { Words } from '../type.ts';
import { inTime } from './sign-in.ts';

export const reset: Words['reset'] = {
  ask: {
    heading: 'Wachtwoord vergeten?',
    lead: (api) =>
      `Vul het adres in waarmee u bij ${api} inlogt. U krijgt een mail met een link naar een nieuw wachtwoord.`,
    submit: 'Stuur mij een link',
    back: 'Terug naar inloggen',
    noAddress: 'Vul het hele adres in, zoals ada@example.com.',
    wait: (seconds) => `Er is te vaak om een link gevraagd. Probeer het ${inTime(seconds)} opnieuw.`,
    expired: 'Dit formulier was niet meer geldig. Verstuur het nog een keer.',
  },
  asked: {
    heading: 'Kijk in uw mailbox',
    text: (email, api) =>
      `Als ${email} een account bij ${api} heeft, is er een mail onderweg. De link werkt één keer, 30 minuten lang. Komt er binnen een paar minuten niets, kijk dan in de map voor spam, en of u met dit adres inlogt.`,
  },
  choose: {
    heading: 'Kies een nieuw wachtwoord',
    lead: (email, api) =>
      `Voor ${email} bij ${api}. U wordt in elke browser uitgelogd en logt in met het nieuwe wachtwoord.`,
    password: 'Nieuw wachtwoord',
    hint: (shortest) => `Minstens ${shortest} tekens. Een paar woorden achter elkaar is goed.`,
    submit: 'Wachtwoord wijzigen',
  },
  done: {
    heading: 'Uw wachtwoord is gewijzigd',
    text: 'U bent in elke browser uitgelogd. Log in met het nieuwe wachtwoord.',
  },
  gone: {
    heading: 'Deze link werkt niet meer',
    text: 'Een link naar een nieuw wachtwoord werkt één keer, 30 minuten lang, en eindigt als het wachtwoord wordt gewijzigd. Er is nu niets gewijzigd.',
    link: 'Vraag een nieuwe link',
  },
  mail: {
    subject: (api) => `Een nieuw wachtwoord voor ${api}`,
    says: (api, asked) => `Iemand vroeg ${asked}, om een nieuw wachtwoord voor uw account bij ${api}.`,
    choose: 'Was u dat, kies er dan nu een. De link werkt één keer, 30 minuten lang.',
    link: 'Kies een nieuw wachtwoord',
    ignore:
      'Was u dat niet, doe dan niets: uw wachtwoord blijft zoals het is, en niemand anders heeft deze link.',
  },
  noPassword: {
    subject: (api) => `Inloggen bij ${api}`,
    says: 'Uw account heeft hier geen wachtwoord. U logt in met het account van uw organisatie of van een andere aanbieder: kies die op de inlogpagina.',
    ends: (api) =>
      `Kunt u zo niet inloggen, vraag het dan aan de mensen die voor uw account bij ${api} zorgen. Was u dat niet, doe dan niets.`,
  },
  changed: {
    subject: (api) => `Uw wachtwoord voor ${api} is gewijzigd`,
    says: (api, asked) => `Het wachtwoord van uw account bij ${api} is ${asked}, gewijzigd.`,
    byManager: (tenant, api, asked) =>
      `Een manager van ${tenant} gaf uw account bij ${api} ${asked}, een nieuw wachtwoord.`,
    byOperator: (api) => `Het team van ${api} gaf uw account een nieuw wachtwoord.`,
    sessions:
      'Elke andere browser is uitgelogd. Applicaties en scripts die u verbonden hebt, blijven werken.',
    link: 'Was u dat niet? Kies meteen een nieuw wachtwoord',
  },
};

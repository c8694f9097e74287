import type { Words } from '../type.ts';

export const you: Words['you'] = {
  title: 'Uw account',
  speaking: {
    heading: 'Taal en tijdzone',
    language: 'Taal van pagina’s en mails',
    zone: 'Tijdzone',
    asBrowser: 'Automatisch',
  },
  password: {
    heading: 'Wachtwoord',
    current: 'Huidig wachtwoord',
    next: 'Nieuw wachtwoord',
    hint: 'Ten minste 10 tekens. In alle andere browsers wordt u uitgelogd.',
    submit: 'Wachtwoord wijzigen',
    refused: 'Er is niets gewijzigd. Controleer het gemarkeerde veld.',
  },
  mails: {
    heading: 'E-mails',
    wanted: (tenant) =>
      `U ontvangt een e-mail als een verbinding van ${tenant} op een ongebruikelijke manier wordt gebruikt, omdat u ${tenant} beheert.`,
    unwanted: (tenant) =>
      `U ontvangt geen e-mail als een verbinding van ${tenant} op een ongebruikelijke manier wordt gebruikt. De pagina van de verbinding toont het wel.`,
    stop: 'Stuur mij zulke e-mails niet',
    start: 'Stuur mij deze e-mails',
  },
  signOutElsewhere: {
    title: 'Overal elders uitloggen?',
    text: 'Beëindigt meteen uw sessie in alle andere browsers. Daar moet u opnieuw inloggen. Hier blijft u ingelogd.',
    submit: 'Overal elders uitloggen',
  },
};

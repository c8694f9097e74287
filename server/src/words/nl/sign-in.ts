import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

export const signIn: Words['signIn'] = {
  title: 'Inloggen',
  heading: (api) => `Inloggen bij ${api}`,
  email: 'E-mailadres',
  password: 'Wachtwoord',
  forgot: 'Wachtwoord vergeten?',
  submit: 'Inloggen',
  expired: 'Dit formulier was niet meer geldig. Voer uw wachtwoord opnieuw in.',
  incomplete: 'Voer uw e-mailadres en uw wachtwoord in.',
  noMatch: 'E-mailadres en wachtwoord horen niet bij elkaar.',
  wait: (seconds) =>
    `Er is te vaak geprobeerd in te loggen. Probeer het ${inTime(seconds)} opnieuw. Tot dan wordt ook het juiste wachtwoord niet aangenomen.`,
  sessionEnded: {
    kept: 'Uw sessie is verlopen en er is nog niets gewijzigd. Log in om verder te gaan met wat u had ingevuld.',
    lost: 'Uw sessie is verlopen en er is niets gewijzigd. Wat u had ingevuld, kon niet worden bewaard.',
  },
  signOut: {
    title: 'Uitloggen',
    heading: 'Uitloggen?',
    from: (api) => `Uitloggen bij ${api}?`,
    who: (email) => `U bent ingelogd als ${email}.`,
    asks: 'vraagt om u uit te loggen.',
    submit: 'Uitloggen',
    stay: 'Sluit deze pagina om ingelogd te blijven.',
  },
  signedOut: {
    heading: 'U bent uitgelogd',
    text: (api) =>
      `U bent in deze browser niet meer ingelogd bij ${api}. Applicaties en scripts die u hebt verbonden, blijven werken.`,
    link: 'Opnieuw inloggen',
  },
  signedInAs: 'Ingelogd als',
  notYou: 'Bent u dit niet?',
};

export function inTime(seconds: number): string {
  return seconds < 90
    ? count(seconds, { one: 'over één seconde', other: (all) => `over ${all} seconden` })
    : count(Math.ceil(seconds / 60), { one: 'over één minuut', other: (all) => `over ${all} minuten` });
}

import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const signIn: Words['signIn'] = {
  title: 'Anmelden',
  heading: (api) => `Bei ${api} anmelden`,
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  forgot: 'Passwort vergessen?',
  submit: 'Anmelden',
  expired: 'Dieses Formular war nicht mehr gültig. Bitte geben Sie Ihr Passwort erneut ein.',
  incomplete: 'Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein.',
  noMatch: 'E-Mail-Adresse und Passwort passen nicht zusammen.',
  wait: (seconds) =>
    `Es gab zu viele Anmeldeversuche. Bitte versuchen Sie es ${inTime(seconds)} erneut. Bis dahin wird auch das richtige Passwort nicht angenommen.`,
  sessionEnded: {
    kept: 'Ihre Sitzung ist abgelaufen, und es wurde noch nichts geändert. Melden Sie sich an, um mit Ihren Eingaben fortzufahren.',
    lost: 'Ihre Sitzung ist abgelaufen, und es wurde nichts geändert. Ihre Eingaben konnten nicht aufbewahrt werden.',
  },
  signOut: {
    title: 'Abmelden',
    heading: 'Abmelden?',
    from: (api) => `Bei ${api} abmelden?`,
    who: (email) => `Sie sind als ${email} angemeldet.`,
    asks: 'möchte Sie abmelden.',
    submit: 'Abmelden',
    stay: 'Schließen Sie diese Seite, um angemeldet zu bleiben.',
  },
  signedOut: {
    heading: 'Sie sind abgemeldet',
    text: (api) =>
      `Sie sind in diesem Browser nicht mehr bei ${api} angemeldet. Anwendungen und Skripte, die Sie verbunden haben, arbeiten weiter.`,
    link: 'Erneut anmelden',
  },
  signedInAs: 'Angemeldet als',
  notYou: 'Nicht Sie?',
};

export function inTime(seconds: number): string {
  return seconds < 90
    ? count(seconds, { one: 'in einer Sekunde', other: (all) => `in ${all} Sekunden` })
    : count(Math.ceil(seconds / 60), { one: 'in einer Minute', other: (all) => `in ${all} Minuten` });
}

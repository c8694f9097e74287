import type { Words } from '../type.ts';
import { inTime } from './sign-in.ts';

export const invitation: Words['invitation'] = {
  mail: {
    subject: (tenant, api) => `${tenant} lädt Sie zu ${api} ein`,
    says: (who, tenant, api, role) =>
      `${who} lädt Sie ein, bei ${api} für ${tenant} zu arbeiten, in der Rolle ${role}.`,
    lasts: 'Der Link gilt einmal und sieben Tage lang.',
    link: 'Einladung ansehen',
    ignore: 'Wenn Sie keine Einladung erwarten, tun Sie nichts: Niemand erhält dadurch ein Konto.',
  },
  page: {
    heading: (tenant) => `${tenant} beitreten`,
    lead: (who, tenant, api, role) =>
      `${who} lädt Sie ein, bei ${api} für ${tenant} zu arbeiten, in der Rolle ${role}.`,
    address: (email) => `Sie werden sich mit ${email} anmelden.`,
    name: 'Ihr Name',
    nameHint: 'Ihre Kollegen sehen ihn.',
    nameMissing: 'Geben Sie Ihren Namen ein.',
    password: 'Passwort',
    submit: 'Konto anlegen und beitreten',
    haveOne: 'Haben Sie schon ein Konto, auch unter einer anderen Adresse?',
    signIn: 'Anmelden und damit beitreten',
    known: (email) => `Zu ${email} gibt es ein Konto. Melden Sie sich damit an, um beizutreten.`,
    elsewhere: 'Melden Sie sich an, um beizutreten.',
    otherAddress: (invited, email) =>
      `Die Einladung ging an ${invited}, und Sie sind als ${email} angemeldet. Wenn Sie fortfahren, wird ${email} Mitglied.`,
    decidedElsewhere: (email) =>
      `Sie sind als ${email} angemeldet, und über dieses Konto entscheidet die eigene Anmeldung oder das Verzeichnis einer Organisation. Deshalb hat es außerhalb dieser Organisation nichts. Nehmen Sie ein anderes Konto.`,
    joinAs: (email) => `Als ${email} beitreten`,
    other: 'Abmelden und ein anderes Konto nehmen',
  },
  member: {
    heading: (tenant) => `Sie gehören schon zu ${tenant}`,
    text: (email) =>
      `${email} ist Mitglied. Die Einladung bleibt offen für jemand anderen, der den Link hat.`,
    link: 'Zu Ihrem Konto',
  },
  gone: {
    heading: 'Diese Einladung gilt nicht mehr',
    text: 'Sie wurde angenommen, zurückgezogen oder noch einmal gesendet, oder sie ist älter als sieben Tage. Bitten Sie um eine neue, oder melden Sie sich an, wenn Sie sie angenommen haben.',
  },
  noLonger: {
    heading: 'Diese Einladung zählt nicht mehr',
    text: (tenant) =>
      `Die Rolle, die sie gibt, wurde entfernt, oder wer sie gesendet hat, darf sie nicht mehr geben. Bitten Sie jemanden, der ${tenant} verwaltet, um eine neue.`,
  },
  list: {
    heading: 'Einladungen',
    lead: 'Laden Sie jemanden per Mail ein. Die Person wählt ein Passwort oder meldet sich mit ihrem Konto an.',
    none: 'Keine Einladung ist offen.',
    email: 'E-Mail-Adresse',
    role: 'Rolle',
    submit: 'Einladen',
    until: (role, date) => `${role}, offen bis ${date}`,
    expired: (role, date) => `${role}, abgelaufen am ${date}`,
    again: 'Noch einmal senden',
    withdraw: 'Zurückziehen',
    about: (email) => `die Einladung von ${email}`,
  },
  problems: {
    noAddress: 'Geben Sie die ganze Adresse ein, etwa ada@example.com.',
    exists:
      'Diese Adresse hat eine offene Einladung: Senden Sie sie noch einmal, oder ziehen Sie sie zurück.',
    member: 'Jemand mit dieser Adresse ist schon Mitglied.',
    tooMany: 'Hundert Einladungen sind offen. Ziehen Sie einige zurück, die niemand annimmt.',
    aboveOwn: 'Sie können nur Rollen geben, die nicht mehr erlauben als Ihre eigene.',
    wait: (seconds) =>
      `Diese Adresse hat schon mehrere Mails erhalten. Bitte versuchen Sie es ${inTime(seconds)} noch einmal.`,
  },
};

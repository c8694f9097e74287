import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const elsewhere: Words['elsewhere'] = {
  notSignedIn: 'Sie wurden nicht angemeldet',
  refused: (api) => `Die Anmeldung bei ${api} wurde abgelehnt.`,
  tryAgain: 'Erneut versuchen',
  otherBrowser:
    'Diese Anmeldung hat in einem anderen Browser begonnen und wurde deshalb beendet. Wenn Ihnen jemand einen Link geschickt hat, verwenden Sie ihn nicht. Beginnen Sie sonst hier von vorn.',
  used: 'Diese Anmeldung wurde bereits abgeschlossen. Beginnen Sie von vorn, wenn Sie nicht angemeldet sind.',
  gone: 'Diese Anmeldung ist nicht bekannt oder abgelaufen. Beginnen Sie von vorn.',
  account: 'Zu Ihrem Konto',
  tooMany: {
    heading: 'Es wurden zu viele Anmeldungen begonnen',
    text: (minutes) =>
      `Aus Ihrem Netz wurden sehr viele Anmeldungen begonnen. Bitte versuchen Sie es ${count(minutes, { one: 'in einer Minute', other: (all) => `in ${all} Minuten` })} erneut.`,
  },
  or: 'oder',
  with: (provider) => `Mit ${provider} anmelden`,
  unavailable: (provider) => `${provider} ist gerade nicht erreichbar. Bitte versuchen Sie es später erneut.`,
  refusedThere: (provider) => `Die Anmeldung wurde bei ${provider} beendet.`,
  invalid: (provider) => `Die Antwort von ${provider} ist nicht gültig. Beginnen Sie von vorn.`,
  notAccepted: (provider, api) =>
    `${api} lässt dieses Konto bei ${provider} nicht zu. Wählen Sie ein anderes.`,
  notAnew: (provider) =>
    `Die Anwendung verlangt eine neue Anmeldung, und ${provider} bestätigt nicht, dass Sie sich gerade angemeldet haben.`,
  noPlace: (provider, api) =>
    `Ihr Konto bei ${provider} hat keinen Zugang zu ${api}. Fragen Sie einen Manager Ihrer Organisation, oder melden Sie sich auf andere Weise an und verknüpfen Sie es.`,
  beyond: (provider, api) =>
    `Ihr Konto hat Zugang zu mehr von ${api}, als ${provider} entscheiden darf, deshalb meldet ${provider} Sie nicht an. Melden Sie sich auf andere Weise an, oder fragen Sie die Leute hinter ${api}.`,
  namesake: {
    heading: 'Sie haben hier zwei Konten',
    text: (email, provider) =>
      `Ein anderes Konto hat hier die Adresse ${email}. Es wurde nicht mit dem bei ${provider} verbunden, denn eine Adresse ist kein Beweis. Um beide als eines zu nutzen, melden Sie sich bei dem anderen an und verknüpfen Sie dort ${provider}.`,
    goOn: 'Weiter',
  },
  notLinked: 'Es wurde nichts verknüpft',
  linked: {
    heading: 'Verknüpft',
    text: (provider) => `Von nun an können Sie sich auch mit ${provider} anmelden.`,
  },
  linkedAlready: (provider) => `Dieses Konto bei ${provider} ist bereits mit jemandem verknüpft.`,
  signedOutMeanwhile:
    'Sie sind nicht mehr als die Person angemeldet, die dies begonnen hat. Melden Sie sich an und beginnen Sie von vorn.',
  ways: {
    title: 'Andere Wege zur Anmeldung',
    none: 'Sie melden sich hier nur mit Ihrem Passwort an.',
    began: 'Mit diesem Konto haben Sie hier begonnen, deshalb bleibt es.',
    remove: 'Entfernen',
    link: (provider) => `${provider} verknüpfen`,
    linkHeading: (provider) => `Ihr Konto bei ${provider} verknüpfen?`,
    linkText: (provider) =>
      `Sie werden zu ${provider} geleitet. Wer sich dort anmelden kann, kann sich dann hier als Sie anmelden.`,
  },
};

import type { Words } from '../type.ts';
import { inTime } from './sign-in.ts';

export const addresses: Words['addresses'] = {
  panel: {
    heading: 'E-Mail-Adresse',
    lead: (email) =>
      `Sie melden sich mit ${email} an. Eine andere Adresse gilt, sobald Sie den Link geöffnet haben, der dorthin gesendet wird.`,
    kept: (email, keeper) =>
      `Sie melden sich mit ${email} an. Diese Adresse verwaltet ${keeper}. Fragen Sie dort nach einer anderen.`,
    email: 'Neue E-Mail-Adresse',
    current: 'Ihr Passwort',
    submit: 'Link dorthin senden',
  },
  problems: {
    noAddress: 'Geben Sie die ganze Adresse ein, etwa ada@example.com.',
    same: 'Das ist schon Ihre Adresse.',
    wrong: 'Das ist nicht Ihr Passwort.',
    wait: (seconds) => `Es gab zu viele Versuche. Bitte versuchen Sie es ${inTime(seconds)} noch einmal.`,
  },
  ask: {
    subject: (api) => `Bestätigen Sie Ihre Adresse für ${api}`,
    says: (api, asked) =>
      `Jemand hat ${asked}, darum gebeten, diese Adresse für ein Konto bei ${api} zu verwenden.`,
    lasts: 'Wenn Sie das waren, bestätigen Sie es. Der Link gilt einmal und einen Tag lang.',
    link: 'Adresse bestätigen',
    ignore: 'Wenn Sie das nicht waren, tun Sie nichts: Es ändert sich nichts.',
  },
  taken: {
    subject: (api) => `Ihre Adresse bei ${api}`,
    says: (api, asked) =>
      `Jemand hat ${asked}, darum gebeten, diese Adresse für ein anderes Konto bei ${api} zu verwenden. Zu ihr gibt es schon ein Konto, also wurde nichts geändert.`,
    ends: 'Wenn Sie das waren, melden Sie sich mit dieser Adresse an. Wenn nicht, tun Sie nichts.',
  },
  told: {
    subject: (api) => `Ihre Adresse für ${api} wurde geändert`,
    says: (api, asked) =>
      `Ihr Konto bei ${api} hat eine andere E-Mail-Adresse, geändert ${asked}. Mit der Adresse, unter der Sie dies lesen, melden Sie sich nicht mehr an.`,
    lasts:
      'Wenn Sie das nicht waren, machen Sie es innerhalb von sieben Tagen rückgängig. Dann werden alle abgemeldet, und Sie wählen ein neues Passwort.',
    link: 'Änderung rückgängig machen',
  },
  confirm: {
    heading: 'Adresse bestätigen',
    lead: (email, api) => `Das Konto bei ${api} meldet sich von nun an mit ${email} an.`,
    submit: (email) => `${email} verwenden`,
  },
  confirmed: {
    heading: 'Die Adresse wurde geändert',
    text: (email) =>
      `Sie melden sich von nun an mit ${email} an. Eine Mail an die Adresse davor sagt, wie man es rückgängig macht.`,
  },
  undo: {
    heading: 'Änderung der Adresse rückgängig machen?',
    lead: (email) =>
      `Das Konto meldet sich wieder mit ${email} an. Sein Passwort gilt nicht mehr, und jeder Browser wird abgemeldet.`,
    submit: 'Rückgängig machen',
  },
  undone: {
    heading: 'Die Änderung ist rückgängig gemacht',
    text: (email) => `Das Konto meldet sich wieder mit ${email} an. Wählen Sie jetzt ein neues Passwort.`,
    link: 'Link zu einem neuen Passwort',
  },
  gone: {
    heading: 'Dieser Link gilt nicht mehr',
    text: 'Er wurde benutzt, ist zu alt, oder die Adresse wurde noch einmal geändert. Jetzt wurde nichts geändert.',
  },
  inUse: {
    heading: 'Zu dieser Adresse gibt es ein Konto',
    text: (email) => `Jemand hat inzwischen ein Konto mit ${email} angelegt. Es wurde nichts geändert.`,
  },
};

import type { Words } from '../type.ts';
import { inTime } from './sign-in.ts';

export const reset: Words['reset'] = {
  ask: {
    heading: 'Passwort vergessen?',
    lead: (api) =>
      `Geben Sie die Adresse ein, mit der Sie sich bei ${api} anmelden. Sie erhalten eine Mail mit einem Link zu einem neuen Passwort.`,
    submit: 'Link senden',
    back: 'Zurück zur Anmeldung',
    noAddress: 'Geben Sie die ganze Adresse ein, etwa ada@example.com.',
    wait: (seconds) =>
      `Es wurde zu oft um einen Link gebeten. Bitte versuchen Sie es ${inTime(seconds)} noch einmal.`,
    expired: 'Dieses Formular war nicht mehr gültig. Bitte senden Sie es noch einmal ab.',
  },
  asked: {
    heading: 'Sehen Sie in Ihr Postfach',
    text: (email, api) =>
      `Wenn es zu ${email} ein Konto bei ${api} gibt, ist eine Mail unterwegs. Ihr Link gilt einmal und 30 Minuten lang. Wenn in den nächsten Minuten nichts ankommt, sehen Sie im Ordner für Spam nach, und ob Sie sich mit dieser Adresse anmelden.`,
  },
  choose: {
    heading: 'Neues Passwort wählen',
    lead: (email, api) =>
      `Für ${email} bei ${api}. Sie werden in jedem Browser abgemeldet und melden sich mit dem neuen Passwort an.`,
    password: 'Neues Passwort',
    hint: (shortest) => `Mindestens ${shortest} Zeichen. Einige Wörter hintereinander sind gut.`,
    submit: 'Passwort ändern',
  },
  done: {
    heading: 'Ihr Passwort wurde geändert',
    text: 'Sie sind in jedem Browser abgemeldet. Melden Sie sich mit dem neuen Passwort an.',
  },
  gone: {
    heading: 'Dieser Link gilt nicht mehr',
    text: 'Ein Link zu einem neuen Passwort gilt einmal und 30 Minuten lang, und endet, wenn das Passwort geändert wird. Jetzt wurde nichts geändert.',
    link: 'Um einen neuen Link bitten',
  },
  mail: {
    subject: (api) => `Ein neues Passwort für ${api}`,
    says: (api, asked) => `Jemand hat ${asked}, um ein neues Passwort für Ihr Konto bei ${api} gebeten.`,
    choose: 'Wenn Sie das waren, wählen Sie jetzt eines. Der Link gilt einmal und 30 Minuten lang.',
    link: 'Neues Passwort wählen',
    ignore:
      'Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist, und niemand sonst hat diesen Link.',
  },
  noPassword: {
    subject: (api) => `Anmelden bei ${api}`,
    says: 'Ihr Konto hat hier kein Passwort. Sie melden sich mit dem Konto Ihrer Organisation oder eines anderen Anbieters an: Wählen Sie es auf der Anmeldeseite.',
    ends: (api) =>
      `Wenn Sie sich so nicht anmelden können, fragen Sie die Personen, die sich um Ihr Konto bei ${api} kümmern. Wenn Sie das nicht waren, tun Sie nichts.`,
  },
  changed: {
    subject: (api) => `Ihr Passwort für ${api} wurde geändert`,
    says: (api, asked) => `Das Passwort Ihres Kontos bei ${api} wurde ${asked}, geändert.`,
    byManager: (tenant, api, asked) =>
      `Ein Manager von ${tenant} hat Ihrem Konto bei ${api} ${asked}, ein neues Passwort gegeben.`,
    byOperator: (api) => `Das Team von ${api} hat Ihrem Konto ein neues Passwort gegeben.`,
    sessions:
      'Jeder andere Browser ist abgemeldet. Anwendungen und Skripte, die Sie verbunden haben, arbeiten weiter.',
    link: 'Wenn Sie das nicht waren: gleich ein neues Passwort wählen',
  },
};

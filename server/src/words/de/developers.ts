import type { Words } from '../type.ts';

export const developers: Words['developers'] = {
  link: 'Entwickeln Sie eine Anwendung? Entwicklerkonto eröffnen',
  ask: {
    heading: (api) => `Eine Anwendung für ${api} entwickeln`,
    lead: (api) =>
      `Mit einem Entwicklerkonto registrieren Sie Anwendungen, probieren sie aus und sehen ihre Aufrufe. Geben Sie Ihre Adresse ein: Sie erhalten eine Mail mit einem Link, über den Sie ein Konto bei ${api} eröffnen.`,
    waits: 'Jede Anfrage wird angesehen, bevor Sie beginnen können.',
    submit: 'Link senden',
    haveOne: 'Haben Sie schon ein Konto?',
    signIn: 'Anmelden und fortfahren',
    closed: (api) =>
      `Bei ${api} meldet man sich mit dem Konto der eigenen Organisation an. Melden Sie sich an, dann geht es hier weiter.`,
  },
  asked: {
    heading: 'Sehen Sie in Ihr Postfach',
    text: (email) =>
      `Eine Mail an ${email} ist unterwegs. Ihr Link gilt einmal und einen Tag lang. Wenn in einigen Minuten nichts kommt, sehen Sie im Ordner für Spam nach.`,
  },
  open: {
    heading: 'Ihr Konto eröffnen',
    lead: (email, api) => `Sie werden sich bei ${api} mit ${email} anmelden.`,
    nameHint: (api) => `Das Team von ${api} sieht ihn.`,
    purpose: 'Was möchten Sie entwickeln?',
    purposeHint: 'Einige Sätze: Wer benutzt es, und wofür?',
    purposeMissing: 'Sagen Sie in ein oder zwei Sätzen, was Sie entwickeln möchten.',
    submit: 'Konto eröffnen',
  },
  become: {
    lead: (email) => `Sie sind als ${email} angemeldet. Dieses Konto wird auch Ihr Entwicklerkonto.`,
    submit: 'Entwicklerkonto eröffnen',
  },
  state: {
    pending: {
      heading: 'Ihre Anfrage ist angekommen',
      text: (api, date) =>
        `Sie liegt seit ${date} beim Team von ${api}. Sie erhalten eine Mail, sobald darüber entschieden ist.`,
    },
    refused: {
      heading: 'Ihre Anfrage wurde abgelehnt',
      text: (api) => `Das Team von ${api} hat Ihr Entwicklerkonto nicht freigegeben.`,
      reason: (reason) => `Begründung: ${reason}`,
    },
    approved: {
      heading: 'Sie haben ein Entwicklerkonto',
      text: 'Registrieren Sie eine Anwendung, um ihre ID und ihr Secret zu erhalten.',
      link: 'Neue Anwendung',
    },
  },
  gone: {
    heading: 'Dieser Link gilt nicht mehr',
    text: 'Ein Link zu einem Konto gilt einmal und einen Tag lang. Wenn Sie das Konto schon eröffnet haben, melden Sie sich an; wenn nicht, fordern Sie einen neuen Link an.',
    link: 'Neuen Link anfordern',
  },
  taken: {
    heading: 'Es gibt schon ein Konto',
    text: (email) =>
      `Zu ${email} wurde inzwischen ein Konto eröffnet. Melden Sie sich damit an, um fortzufahren.`,
  },
  mail: {
    subject: (api) => `Ihr Entwicklerkonto bei ${api}`,
    says: (api, asked) =>
      `Jemand hat mit dieser Adresse ein Entwicklerkonto bei ${api} angefordert, ${asked}.`,
    lasts: 'Wenn Sie es waren, eröffnen Sie es jetzt. Der Link gilt einmal und einen Tag lang.',
    link: 'Konto eröffnen',
    ignore: 'Wenn Sie es nicht waren, tun Sie nichts: Niemand erhält dadurch ein Konto.',
  },
  known: {
    subject: (api) => `Sie haben ein Konto bei ${api}`,
    says: 'Sie haben schon ein Konto. Melden Sie sich damit an, um ein Entwicklerkonto zu eröffnen.',
    ignore: 'Wenn Sie es nicht waren, tun Sie nichts: Niemand erfährt, dass Sie ein Konto haben.',
  },
  waiting: {
    subject: (api) => `Jemand möchte eine Anwendung für ${api} entwickeln`,
    says: (name, email, api) =>
      `${name} (${email}) hat ein Entwicklerkonto bei ${api} beantragt und wartet auf eine Freigabe.`,
    purpose: (purpose) => `Das soll entstehen: ${purpose}`,
  },
  approvals: {
    subject: (api) => `Eine Anwendung wartet bei ${api} auf Ihre Freigabe`,
    application: (name, by, api) =>
      by === null
        ? `Die Anwendung ${name} wartet, bis jemand von ${api} sie freigibt.`
        : `${by.name} (${by.email}) hat die Anwendung ${name} registriert. Sie wartet, bis jemand von ${api} sie freigibt.`,
    several: (api) =>
      `Seit der letzten E-Mail warten weitere Anwendungen oder Entwickler darauf, dass jemand von ${api} sie freigibt.`,
    link: 'Alles ansehen, was wartet',
    why: (api) =>
      `Sie bekommen diese E-Mail, weil Sie ${api} betreiben. Wie viele auch warten: Es kommen nur wenige solche E-Mails am Tag.`,
    noMore: 'Wenn Sie keine mehr wollen, öffnen Sie im Dashboard „Einstellungen“.',
  },
  approved: {
    subject: (api) => `Sie können Anwendungen für ${api} entwickeln`,
    says: (api) =>
      `Das Team von ${api} hat Ihr Entwicklerkonto freigegeben. Registrieren Sie eine Anwendung, um ihre ID und ihr Secret zu erhalten.`,
    link: 'Neue Anwendung',
  },
  refused: {
    subject: (api) => `Zu Ihrem Entwicklerkonto bei ${api}`,
    says: (api) => `Das Team von ${api} hat Ihr Entwicklerkonto nicht freigegeben.`,
    reason: (reason) => `Begründung: ${reason}`,
    keeps: 'Sie können keine weiteren Anwendungen registrieren. Bestehende bleiben, wie sie sind.',
  },
};

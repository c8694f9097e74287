import type { Words } from '../type.ts';

export const alertMail: Words['alertMail'] = {
  subject: (api) => `Ungewöhnliche Nutzung bei ${api}`,
  noticed: (api, tenant) => `${api} hat eine ungewöhnliche Nutzung der Daten von ${tenant} bemerkt:`,
  connection: 'Sagen Sie, ob Sie das waren, oder beenden Sie die Verbindung',
  activity: 'Ansehen, was geschehen ist',
  why: (api, tenant) =>
    `Sie erhalten diese E-Mail, weil Sie ${tenant} bei ${api} verwalten. Sie fragt nach keinem Passwort und enthält keinen Code.`,
  noMore: (url) => `Wenn Sie keine weiteren erhalten möchten: ${url}`,
};

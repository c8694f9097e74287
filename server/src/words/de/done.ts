import type { Words } from '../type.ts';

export const done: Words['done'] = {
  revoked: 'Die Verbindung wurde widerrufen. Alles, was für sie ausgestellt war, gilt ab sofort nicht mehr.',
  ended: 'Die Verbindung wurde beendet. Ihre Token gelten ab sofort nicht mehr.',
  suspended: 'Die Verbindung ist ausgesetzt. Bis Sie sie fortsetzen, kann sie nicht genutzt werden.',
  resumed: 'Die Verbindung funktioniert wieder.',
  withdrawn: 'Der Anteil dieser Person an der Verbindung ist beendet.',
  released: 'Über die Verbindung entscheidet wieder die Person, die sie hergestellt hat.',
  dismissed: 'Danke. Der Hinweis ist erledigt.',
  changed: 'Ihre Änderungen sind gespeichert.',
  'token-revoked': 'Das Token wurde widerrufen und gilt nicht mehr.',
  created: 'Ihr Client wurde angelegt.',
  deleted: 'Der Client wurde gelöscht, mit allem, was für ihn ausgestellt war.',
  'webhook-removed': 'Der Endpunkt wurde entfernt. Dorthin wird nichts mehr gesendet.',
  role: 'Die Rolle wurde geändert. Das gilt ab dem nächsten Aufruf.',
  'role-removed': 'Die Rolle wurde entfernt.',
  'member-removed':
    'Die Person wurde entfernt. Ihre Verbindungen und Token hier gelten ab sofort nicht mehr.',
  'signed-out': 'Alle Sitzungen dieser Person sind beendet.',
  password: 'Ihr Passwort wurde geändert. In allen anderen Browsern sind Sie abgemeldet.',
  mails: 'Ihre Auswahl ist gespeichert.',
  'signed-out-elsewhere': 'In allen anderen Browsern sind Sie abgemeldet.',
  'second-step-off': 'Der zweite Schritt ist ausgeschaltet. Ihr Passwort allein genügt zur Anmeldung.',
  'session-ended': 'Sie sind dort abgemeldet.',
  'passkey-added': 'Der Passkey wurde hinzugefügt. Sie können sich ab jetzt damit anmelden.',
  'passkey-removed': 'Der Passkey wurde entfernt. Niemand kann sich mehr damit anmelden.',
};

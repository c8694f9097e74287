import type { Words } from '../type.ts';

export const people: Words['people'] = {
  lead: (tenant) =>
    `Alle Personen bei ${tenant}. Eine Rolle begrenzt Personen und alles, was für sie handelt, ab dem nächsten Aufruf.`,
  more: 'Weitere Personen',
  you: 'Sie',
  everybody: 'Alle Personen',
  change: 'Ändern',
  roleOf: (name) => `Rolle von ${name}`,
  theRoleOf: (name) => `der Rolle von ${name}`,
  noManager: (tenant) =>
    `${tenant} hätte keinen Manager mehr. Geben Sie zuerst einem anderen Mitglied diese Rolle.`,
  above: {
    give: 'Sie können nur Rollen geben und nehmen, die nicht mehr erlauben als Ihre eigene.',
    make: 'Sie können nur Rollen anlegen und ändern, die nicht mehr erlauben als Ihre eigene.',
    act: 'Die Rolle dieser Person erlaubt mehr als Ihre eigene. Das kann nur jemand mit einer solchen Rolle tun.',
    short: 'Die Rolle dieser Person erlaubt mehr als Ihre eigene.',
  },
  elsewhere: (tenant, api) =>
    `Diese Person gehört nicht nur zu ${tenant}. Deshalb kann nur der Betreiber von ${api} ihr ein anderes Passwort geben.`,
  role: {
    inUse: 'Jemand hat diese Rolle. Geben Sie der Person zuerst eine andere.',
    heading: (tenant) => `Rollen von ${tenant}`,
    text: 'Eine eigene Rolle kann nicht mehr erlauben als Ihre. Sie gilt ab dem nächsten Aufruf.',
    make: 'Rolle anlegen',
    newTitle: 'Rolle anlegen',
    changeTitle: (title) => `Rolle ${title} ändern`,
    matrixHint: 'Kreuzen Sie an, was Personen mit dieser Rolle dürfen.',
    others: 'Weitere Rechte',
    patterns: 'Muster',
    name: 'Kurzname (optional)',
    nameHint: 'Programme verwenden ihn, zum Beispiel night-shift. Leer: aus der Bezeichnung gebildet.',
    title: 'Bezeichnung',
    titleHint: 'Personen sehen sie.',
    permissions: 'Rechte',
    permissionsHint: (own) =>
      `Eines je Zeile. Ein * steht für Beliebiges, und :own am Ende meint Datensätze, die der Person gehören. Ihre: ${own}.`,
    save: 'Rolle speichern',
    theRole: (title) => `der Rolle ${title}`,
    removeTitle: (title) => `Rolle ${title} entfernen?`,
    removeText: (tenant) => `${tenant} hat sie dann nicht mehr. Ihre Rechte werden nicht aufbewahrt:`,
    remove: 'Rolle entfernen',
  },
  removal: {
    title: (name) => `${name} entfernen?`,
    text: (name, tenant) =>
      `Beendet sofort die Verbindungen und Token, die ${name} bei ${tenant} hat. Eine Rückkehr bringt sie nicht zurück.`,
    submit: (name) => `${name} entfernen`,
    heading: (tenant) => `Von ${tenant} entfernen`,
    last: (name, tenant) => `${name} ist der letzte Manager von ${tenant} und kann nicht entfernt werden.`,
  },
  signOut: {
    title: (name) => `${name} überall abmelden?`,
    text: (name) =>
      `Beendet sofort alle Browsersitzungen von ${name}, auf allen Geräten. Die Person muss sich neu anmelden.`,
    submit: 'Überall abmelden',
    heading: 'Anmeldung',
    short: (name) =>
      `Beendet alle Browsersitzungen von ${name}. Ein neues Passwort wird Ihnen einmal angezeigt, und das alte gilt nicht mehr.`,
  },
  password: {
    title: (name) => `Neues Passwort für ${name} erzeugen?`,
    text: (name) =>
      `Das Passwort von ${name} gilt nicht mehr, und alle Browsersitzungen der Person enden. Sie sehen das neue einmal und müssen es übergeben.`,
    submit: 'Neues Passwort erzeugen',
    lost: 'Wenn niemand das Passwort notiert hat, erzeugen Sie ein neues.',
    shownTitle: 'Ein neues Passwort',
    handOver:
      'Übergeben Sie es jetzt auf einem Weg, den niemand sonst mitliest. Es wird nur dieses eine Mal angezeigt und sollte bei der ersten Anmeldung geändert werden.',
    label: 'Passwort',
    done: 'Ich habe es',
  },
  about: {
    heading: 'Über diese Person',
    email: 'E-Mail',
    role: 'Rolle',
  },
};

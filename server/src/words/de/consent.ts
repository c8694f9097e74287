import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const consent: Words['consent'] = {
  title: (client) => `${client} verbinden`,
  heading: (client, tenant) => `${client} möchte sich mit ${tenant} verbinden`,
  again: {
    heading: (client, tenant) => `${client} ist schon mit ${tenant} verbunden`,
    more: (since) => `Seit ${since}. Jetzt wird um mehr gebeten; das ist als neu markiert.`,
    same: (since) => `Seit ${since}. Es wird um nichts Neues gebeten.`,
  },
  sandbox: { badge: 'Sandbox', text: 'Es geht nur um Testdaten.' },
  who: {
    heading: 'Zu dieser Anwendung',
    from: (host) => `von ${host}`,
    verified: 'Geprüft',
    unverified: 'Nicht geprüft',
    verifiedBy: (api) => `${api} hat geprüft, wer hinter dieser Anwendung steht.`,
    byDocument: (host) => `Diese Anwendung beschreibt sich selbst unter ${host}.`,
    byRegistration: 'Diese Anwendung hat sich selbst registriert und ihren Namen selbst gewählt.',
    byStranger: 'Jemand von außerhalb hat diese Anwendung angelegt und ihr den Namen gegeben.',
    changed:
      'Diese Anwendung hat seit ihrer Prüfung einen anderen Namen oder eine andere Adresse, die niemand geprüft hat.',
    goOn: 'Machen Sie nur weiter, wenn Sie dies selbst begonnen haben und wissen, wohin Sie geleitet werden.',
    byColleague: (tenant) => `Jemand in ${tenant} hat diese Anwendung angelegt.`,
    website: 'Webseite',
    policy: 'Datenschutzerklärung',
    terms: 'Nutzungsbedingungen',
    newTab: '(öffnet einen neuen Tab)',
  },
  tenant: { label: (word) => `Auswahl: ${word}`, show: (word) => `Für diese Auswahl anzeigen (${word})` },
  scopes: {
    heading: (client) => `Das darf ${client}`,
    see: 'Sehen',
    change: 'Ändern',
    about: 'Über Sie erfahren',
    further: 'Und insbesondere',
    already: (number) =>
      count(number, {
        one: 'Eines, das schon erlaubt ist',
        other: (all) => `${all}, die schon erlaubt sind`,
      }),
    isNew: 'Neu',
    optional: 'Freiwillig. Entfernen Sie das Häkchen, um es wegzulassen.',
    dangerous: 'Vorsicht',
    hint: (word, tenant) =>
      `Für ${tenant} (${word}), in Ihrem Namen. Mehr als Ihre eigene Rolle erlaubt, ist nie möglich.`,
    role: {
      nothing: (role, permissions) => `Ihre Rolle, ${role}, erlaubt davon nichts: Es fehlt ${permissions}.`,
      part: (role, permissions) => `Ihre Rolle, ${role}, lässt aus: ${permissions}.`,
      own: (permissions) => `Nur für Ihre eigenen Einträge: ${permissions}.`,
      ask: (tenant) => `Wer ${tenant} verwaltet, kann Ihre Rolle ändern.`,
      more: (number) => count(number, { one: 'ein weiteres', other: (all) => `${all} weitere` }),
    },
  },
  resources: {
    label: 'Wählen Sie, was erreichbar sein soll',
    existing:
      'Mit einem Eintrag wählen Sie alles, was jetzt darin ist. Was später hinzukommt, ist nicht dabei.',
    future: 'Mit einem Eintrag wählen Sie alles darin, auch was später hinzukommt.',
    none: (tenant) => `In ${tenant} gibt es nichts, das Sie teilen könnten.`,
    search: 'Suche',
    submit: 'Suchen',
    found: (number, text) =>
      count(number, {
        one: `Ein Eintrag heißt „${text}“.`,
        other: (all) => `${all} Einträge heißen „${text}“.`,
      }),
    noneFound: 'Kein Name enthält das.',
    chosen: (number, all) => `${number} von ${all} gewählt`,
    elsewhere: (number) =>
      count(number, { one: 'Noch einer ist gewählt', other: (all) => `Noch ${all} sind gewählt` }),
    inside: (name, number) =>
      count(number, { one: `Ein Eintrag in ${name}`, other: (all) => `${all} Einträge in ${name}` }),
    partly: (number) => `${number} gewählt`,
    empty: 'Es ist noch nichts darin.',
    gone: (names) => `Nicht mehr da und deshalb weggelassen: ${names}.`,
  },
  expiry: {
    label: 'Wie lange',
    hint: 'Danach muss neu gefragt werden. Sie können es auch vorher jederzeit zurücknehmen.',
    untilRevoked: 'Bis ich es zurücknehme',
    unchanged: (on) => `Wie bisher, bis ${on}`,
    days: (days, on) => `${days === 365 ? '1 Jahr' : days === 1 ? '1 Tag' : `${days} Tage`}, bis ${on}`,
    only: (length) => `Wie lange: ${length}.`,
  },
  next: {
    sent: 'Sie werden weitergeleitet zu:',
    app: (scheme) => `der App auf diesem Gerät, die Links mit ${scheme} öffnet`,
    program: (host) => `einem Programm auf diesem Computer (${host})`,
    device: (code) => `Das Gerät, das ${code} anzeigt, wird verbunden.`,
    takeBack: 'Was geschehen ist, sehen Sie jederzeit hier, und können dort auch alles zurücknehmen:',
  },
  device: (code, client) =>
    `Machen Sie nur weiter, wenn ${code} auf einem Gerät vor Ihnen steht, auf dem Sie ${client} selbst gestartet haben. Wenn Ihnen jemand diesen Code oder Link geschickt hat, erlauben Sie es nicht: Ein fremdes Gerät bekäme Zugriff auf Ihre Daten.`,
  allow: 'Erlauben',
  deny: 'Nicht erlauben',
  signOut: 'Abmelden',
  problems: {
    undecided: () => 'Wählen Sie, ob Sie dies erlauben oder nicht.',
    outdated: () => 'Diese Seite war veraltet oder nicht die angezeigte. Bitte sehen Sie noch einmal hin.',
    overtaken: () =>
      'Diese Verbindung wurde gerade von einem Manager geändert. Bitte sehen Sie noch einmal hin.',
    no_scope: () => 'Lassen Sie mindestens ein Häkchen stehen, oder erlauben Sie es nicht.',
    expiry_not_offered: () => 'Wählen Sie aus der Liste, wie lange die Verbindung besteht.',
    resources_unavailable: () => 'Die Liste konnte nicht geladen werden. Bitte wählen Sie noch einmal.',
    resource_not_offered: ({ gone }) =>
      `Etwas, das Sie gewählt haben, steht nicht mehr in der Liste: ${gone.join(', ')}. Der Rest ist noch gewählt. Bitte sehen Sie noch einmal hin.`,
    no_resource: () => 'Wählen Sie mindestens einen Eintrag, der erreichbar sein soll.',
    scopes_held: ({ client, tenant }) =>
      `In ${tenant} ist begrenzt, was ${client} darf, und es wird um mehr gebeten. Fragen Sie einen Manager von ${tenant}.`,
    stopped: ({ client, tenant }) =>
      `Diese Verbindung zu ${client} wurde in ${tenant} beendet. Fragen Sie einen Manager von ${tenant}.`,
    suspended: () =>
      'Diese Verbindung ist ausgesetzt. Setzen Sie sie unter Ihren Verbindungen fort, bevor Sie neu verbinden.',
    suspended_by_others: ({ client, tenant }) =>
      `Die Verbindung von ${tenant} zu ${client} ist ausgesetzt. Fragen Sie einen Manager von ${tenant}.`,
  },
  noMembership: {
    heading: (word) => `Für Sie gibt es noch keinen Zugang (${word})`,
    text: (email, word) =>
      `Sie sind als ${email} angemeldet, gehören aber nirgends dazu (${word}) und können daher keine Daten teilen. Bitten Sie um eine Einladung, oder melden Sie sich mit einem anderen Konto an.`,
  },
  unavailable: {
    heading: 'Die Liste kann nicht geladen werden',
    text: (api) =>
      `${api} kann gerade nicht sagen, was zur Auswahl steht. Es wurde nichts geteilt. Bitte versuchen Sie es gleich noch einmal.`,
  },
};

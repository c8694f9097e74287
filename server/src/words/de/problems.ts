import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const problems: Words['problems'] = {
  tooManyTokens: (most) =>
    `Sie haben ${most} Zugriffstoken, mehr sind nicht möglich. Widerrufen Sie eines, das Sie nicht mehr brauchen.`,
  tooManyClients: (most) =>
    `Sie haben ${most} Clients, mehr sind nicht möglich. Löschen Sie einen, den Sie nicht mehr brauchen.`,
  nameToRecognise: 'Geben Sie ihm einen Namen, an dem Sie es später erkennen.',
  nameForPeople: 'Geben Sie ihm den Namen, den Personen sehen, wenn es sie fragt.',
  leastOneScope: 'Wählen Sie mindestens eine Berechtigung.',
  scopeForToken: 'Wählen Sie aus der Liste: Einer der Scopes kann keinem Token gegeben werden.',
  resourcesUnlisted:
    'Was es erreichen darf, kann gerade nicht aufgelistet werden. Versuchen Sie es gleich noch einmal.',
  resourceNotListed: (gone) => `Wählen Sie aus der Liste: ${gone} steht nicht darin.`,
  leastOneResource: 'Wählen Sie mindestens eines, das es erreichen darf.',
  leastOneToAsk: 'Wählen Sie mindestens eine Berechtigung, nach der gefragt werden darf.',
  fromList: (list) => `Wählen Sie aus der Liste: ${list}.`,
  expires: 'Wählen Sie, wann es abläuft.',
  works: 'Wählen Sie, wo es gilt.',
  runs: 'Wählen Sie, wo die Anwendung läuft.',
  notTaken:
    'Anwendungen dieser Art werden hier nicht angenommen. Bitten Sie den Betreiber dieser API, Ihre zu registrieren.',
  worksWith: 'Wählen Sie, womit die Anwendung arbeitet.',
  leastOne: 'Wählen Sie mindestens eines.',
  staying: 'Verbunden bleiben geht nur zusammen mit dem Fragen von Personen.',
  needsSecret: 'Eine Anwendung ohne Secret kann nicht selbst handeln.',
  leastOneAddress: 'Geben Sie mindestens eine Adresse für die Rückkehr ein.',
  mostAddresses: (most) => `Bitte höchstens ${most} Adressen.`,
  noAddress: (entry) => `„${entry}“ ist weder eine Adresse noch ein Adressblock wie 203.0.113.0/24.`,
  operatorsAddresses:
    'Der Betreiber dieser API legt fest, von wo aus es genutzt werden darf. Fragen Sie ihn.',
  tooManyRoles: (there) => `Es gibt schon ${there} Rollen. Ändern oder entfernen Sie eine.`,
  roleName:
    'Ein Name besteht aus bis zu 40 Kleinbuchstaben, Ziffern, - und _ und beginnt mit einem Buchstaben.',
  roleTaken: (name) => `${name} ist eine Rolle aller Kunden. Wählen Sie einen anderen Namen.`,
  roleTitle: (longest) => `Eine Bezeichnung hat 1 bis ${longest} Zeichen.`,
  leastOnePermission: 'Nennen Sie mindestens ein Recht.',
  mostPermissions: (most) => `Eine Rolle hat höchstens ${most} Rechte.`,
  permissionWord: 'Ein Recht ist ein einzelnes Wort, zum Beispiel contact.read.',
  noSuchPermission: (permission) => `Keine Rolle dieser API hat das Recht ${permission}.`,
  idlePermission: (permission, known) => `Nichts in dieser API verlangt ${permission}. Es gibt: ${known}.`,
  attempts: (seconds) =>
    `Zu viele Versuche. Bitte warten Sie ${count(seconds, { one: 'eine Sekunde', other: (all) => `${all} Sekunden` })} und versuchen Sie es erneut.`,
  notYourPassword: 'Das ist nicht Ihr Passwort.',
  tooManyEndpoints: (most) => `Es gibt schon ${most} Endpunkte. Entfernen Sie zuerst einen.`,
  longUrl: (longest) => `Die Adresse hat mehr als ${longest} Zeichen.`,
  noUrl: (url) => `${url} kann kein Endpunkt sein: Das ist keine URL.`,
  noHttps: (url) => `${url} kann kein Endpunkt sein: Die Adresse muss mit https beginnen.`,
  urlCredentials: (url) =>
    `${url} kann kein Endpunkt sein: Die Adresse darf keinen Benutzernamen und kein Passwort enthalten.`,
  urlHost: (url) => `${url} kann kein Endpunkt sein: Der Host ist unbekannt.`,
  urlPrivate: (url) => `${url} kann kein Endpunkt sein: Der Host hat eine Adresse, die nicht öffentlich ist.`,
  redirectLong: (longest) => `Eine Redirect-URI darf nicht länger als ${longest} Zeichen sein.`,
  redirectFragment: 'Eine Redirect-URI darf kein Fragment („#…“) haben.',
  redirectAscii: 'Eine Redirect-URI besteht aus ASCII ohne Leerzeichen; alles andere ist prozentkodiert.',
  redirectScheme:
    'Eine Redirect-URI beginnt mit https://, mit http:// für 127.0.0.1, [::1] oder localhost, oder hat ein eigenes Schema wie com.example.app:/callback.',
  redirectHttps:
    'Eine Redirect-URI beginnt mit https://, oder mit http:// für 127.0.0.1, [::1] oder localhost.',
  redirectUrl: 'Das ist keine URL. Prüfen Sie Hostnamen und Port.',
  redirectUser: 'Eine Redirect-URI darf keinen Benutzernamen und kein Passwort enthalten.',
  redirectDots: 'Eine Redirect-URI darf „.“ oder „..“ nicht als Teil ihres Pfads haben.',
  chooseFrom: (list) => `Wählen Sie aus: ${list}.`,
  redirectAt: (uri, why) => `${uri}: ${why}`,
  redirectEmpty: 'Eine Redirect-URI darf nicht leer sein.',
  theUrl: 'Die URL',
  urlOther: (url, code) => `${url} kann kein Endpunkt sein: ${code}.`,
  unknownClient: (id) => `Es gibt keinen Client ${id}.`,
  ownersEvent: (name) => `${name} geht nur an Endpunkte des Betreibers der API.`,
  unknownEvent: (name, near) => `Es gibt kein Ereignis ${name}. Meinten Sie ${near}?`,
  unknownEventOf: (name, list) => `Es gibt kein Ereignis ${name}. Es gibt: ${list}.`,
  webhookSecret: 'Ein Webhook-Secret ist whsec_ und Base64, wie latchkey webhook add es erzeugt.',
  webhookSecretLength: (bytes, least, most) =>
    `Das Secret hat ${bytes} Bytes; Standard Webhooks verlangt ${least} bis ${most}.`,
  passwordLength: (shortest, longest) => `Ein Passwort hat ${shortest} bis ${longest} Zeichen.`,
  passwordCommon:
    'Dieses Passwort steht auf Listen häufiger Passwörter oder folgt einem Muster und ist schnell erraten. Einige Wörter hintereinander, die nicht zusammengehören, sind besser.',
  passwordOwn:
    'Dieses Passwort besteht vor allem aus Ihrem Namen, Ihrer Adresse oder dem Namen dieses Dienstes. Wählen Sie etwas, das andere nicht von Ihnen wissen.',
  unknownLanguage: 'Wählen Sie eine der Sprachen aus der Liste.',
  unknownZone: 'Wählen Sie eine der Zeitzonen aus der Liste.',
  noSuchPlan: (plans) => `Diesen Plan gibt es nicht. Es gibt ${plans}.`,
  noPlans: 'Diesen Plan gibt es nicht. Es gibt keinen.',
  ownOwner: 'Ihre Clients gehören Ihnen. Lassen Sie den Eigentümer weg.',
  notApprovedYet: 'Der Betreiber dieser API hat Sie noch nicht freigegeben. Sie bekommen dann eine E-Mail.',
  notApproved: 'Der Betreiber dieser API hat Sie nicht freigegeben.',
  actsNowhere: (word, grant) =>
    `Ohne Personen handelt der Client dort, wo Sie Mitglied sind (${word}), und Sie sind nirgends Mitglied. Lassen Sie ${grant} weg.`,
  noMembership: 'Sie sind nirgends Mitglied. Bitten Sie zuerst um eine Einladung.',
  chooseTenant: (ids) => `Wählen Sie aus, wo Sie Mitglied sind: ${ids}.`,
  noSuchUser: (id) => `Es gibt keinen Benutzer ${id}.`,
  noSuchTenant: (word, id) => `${id} gibt es nicht (${word}).`,
  noSuchPair: 'Einen solchen Client haben Sie nicht.',
  sameMode: (name, mode) =>
    `${name} arbeitet ebenfalls mit ${mode === 'live' ? 'Live-Daten' : 'Daten der Sandbox'}.`,
  mailAddress: 'eine E-Mail-Adresse wie ada@example.com',
  httpsAddress: 'eine Adresse, die mit https beginnt',
  plainId: 'bis zu 100 Zeichen aus ASCII ohne Leerzeichen',
  subjectId: 'bis zu 255 Zeichen aus ASCII ohne Leerzeichen',
  claimName: 'der Name eines Claims',
  tenantId: 'die ID eines Mandanten',
  methodReference: 'ein Wert wie pwd',
  contextClass: 'ein Wert ohne Leerzeichen',
  scopesOrResources: 'Senden Sie Scopes, Ressourcen oder beides.',
  unkeptText: 'In einem Text steht das Zeichen U+0000 oder ein halbes Surrogatpaar.',
  standsTwice: 'Es steht zweimal da.',
  noSuchParameter: 'Diesen Parameter gibt es nicht.',
  noSuchMember: 'Dieses Feld gibt es nicht.',
  cursorOfBefore: 'Senden Sie `next` der Seite davor, oder keinen.',
  roleThere: (name) =>
    `Es gibt schon eine Rolle ${name}. Ändern Sie diese, oder wählen Sie einen anderen Namen.`,
  noEvent: 'Wählen Sie mindestens ein Ereignis.',
  leftEmpty: 'Füllen Sie dies aus.',
  tooShort: (least) => `Es sind mindestens ${least} Zeichen.`,
  tooLong: (most) => `Es sind höchstens ${most} Zeichen.`,
};

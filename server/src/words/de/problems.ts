import type { Words } from '../type.ts';

export const problems: Words['problems'] = {
  tooManyTokens:
    'Sie haben {} Zugriffstoken, mehr sind nicht möglich. Widerrufen Sie eines, das Sie nicht mehr brauchen.',
  tooManyClients:
    'Sie haben {} Clients, mehr sind nicht möglich. Löschen Sie einen, den Sie nicht mehr brauchen.',
  nameToRecognise: 'Geben Sie ihm einen Namen, an dem Sie es später erkennen.',
  nameForPeople: 'Geben Sie ihm den Namen, den Personen sehen, wenn es sie fragt.',
  leastOneScope: 'Wählen Sie mindestens eine Berechtigung.',
  scopeForToken: 'Wählen Sie aus der Liste: Einer der Scopes kann keinem Token gegeben werden.',
  resourcesUnlisted:
    'Was es erreichen darf, kann gerade nicht aufgelistet werden. Versuchen Sie es gleich noch einmal.',
  resourceNotListed: 'Wählen Sie aus der Liste: {} steht nicht darin.',
  leastOneResource: 'Wählen Sie mindestens eines, das es erreichen darf.',
  leastOneToAsk: 'Wählen Sie mindestens eine Berechtigung, nach der gefragt werden darf.',
  fromList: 'Wählen Sie aus der Liste: {}.',
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
  mostAddresses: 'Bitte höchstens {} Adressen.',
  noAddress: '„{}“ ist weder eine Adresse noch ein Adressblock wie 203.0.113.0/24.',
  operatorsAddresses:
    'Der Betreiber dieser API legt fest, von wo aus es genutzt werden darf. Fragen Sie ihn.',
  tooManyRoles: 'Es gibt schon {} Rollen. Ändern oder entfernen Sie eine.',
  roleName:
    'Ein Name besteht aus bis zu 40 Kleinbuchstaben, Ziffern, - und _ und beginnt mit einem Buchstaben.',
  roleTaken: '{} ist eine Rolle aller Kunden. Wählen Sie einen anderen Namen.',
  roleTitle: 'Eine Bezeichnung hat 1 bis {} Zeichen.',
  leastOnePermission: 'Nennen Sie mindestens ein Recht.',
  mostPermissions: 'Eine Rolle hat höchstens {} Rechte.',
  permissionWord: 'Ein Recht ist ein einzelnes Wort, zum Beispiel contact.read.',
  noSuchPermission: 'Keine Rolle dieser API hat das Recht {}.',
  idlePermission: 'Nichts in dieser API verlangt {}. Es gibt: {}.',
  attempts: 'Zu viele Versuche. Bitte warten Sie {} Sekunden und versuchen Sie es erneut.',
  notYourPassword: 'Das ist nicht Ihr Passwort.',
  tooManyEndpoints: 'Es gibt schon {} Endpunkte. Entfernen Sie zuerst einen.',
  longUrl: 'Die Adresse hat mehr als {} Zeichen.',
  noUrl: '{} kann kein Endpunkt sein: Das ist keine URL.',
  noHttps: '{} kann kein Endpunkt sein: Die Adresse muss mit https beginnen.',
  urlCredentials:
    '{} kann kein Endpunkt sein: Die Adresse darf keinen Benutzernamen und kein Passwort enthalten.',
  urlHost: '{} kann kein Endpunkt sein: Der Host ist unbekannt.',
  urlPrivate: '{} kann kein Endpunkt sein: Der Host hat eine Adresse, die nicht öffentlich ist.',
  redirectLong: '{}: Eine Redirect-URI darf nicht länger als {} Zeichen sein.',
  redirectFragment: '{}: Eine Redirect-URI darf kein Fragment („#…“) haben.',
  redirectAscii: '{}: Eine Redirect-URI besteht aus ASCII ohne Leerzeichen; alles andere ist prozentkodiert.',
  redirectScheme:
    '{}: Eine Redirect-URI beginnt mit https://, mit http:// für 127.0.0.1, [::1] oder localhost, oder hat ein eigenes Schema wie com.example.app:/callback.',
  redirectHttps:
    '{}: Eine Redirect-URI beginnt mit https://, oder mit http:// für 127.0.0.1, [::1] oder localhost.',
  redirectUrl: '{}: Das ist keine URL. Prüfen Sie Hostnamen und Port.',
  redirectUser: '{}: Eine Redirect-URI darf keinen Benutzernamen und kein Passwort enthalten.',
  redirectDots: '{}: Eine Redirect-URI darf „.“ oder „..“ nicht als Teil ihres Pfads haben.',
  chooseFrom: 'Wählen Sie aus: {}.',
};

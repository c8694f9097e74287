import type { Thing } from '../en/refusals.ts';
import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

const NO_SUCH: Record<Thing, string> = {
  client: 'Diesen Client gibt es nicht.',
  tenant: 'Diesen Mandanten gibt es nicht.',
  developer: 'Diese Person gibt es nicht.',
  user: 'Diese Person gibt es nicht.',
  session: 'Diese Sitzung gibt es nicht.',
  operator: 'Diese Person betreibt die API nicht.',
  connection: 'Diese Verbindung gibt es nicht.',
  'call in the log': 'Diesen Aufruf gibt es im Protokoll nicht.',
  provider: 'Diesen Provider gibt es nicht.',
  challenge: 'Diese Anfrage gibt es nicht.',
  member: 'Dieses Mitglied gibt es nicht.',
  invitation: 'Diese Einladung gibt es nicht.',
  role: 'Diese Rolle gibt es nicht.',
  secret: 'Dieses Secret gibt es nicht.',
  endpoint: 'Diesen Endpunkt gibt es nicht.',
  delivery: 'Diese Zustellung gibt es nicht.',
  alert: 'Diese Warnung gibt es nicht.',
  token: 'Dieses Token gibt es nicht.',
  'management token': 'Dieses Verwaltungstoken gibt es nicht.',
  'registration token': 'Dieses Registrierungstoken gibt es nicht.',
  passkey: 'Diesen Passkey gibt es nicht.',
};

const STATE = {
  active: 'aktiv',
  held: 'angehalten',
  pending: 'noch nicht freigegeben',
  suspended: 'gesperrt',
};

export const refusals: Words['refusals'] = {
  noSuch: (what) => NO_SUCH[what],
  changedMeanwhile:
    'Jemand hat dies geändert, seit Sie es gelesen haben. Lesen Sie es neu, und ändern Sie, was jetzt da ist.',
  noToken: 'Senden Sie ein Verwaltungstoken als Bearer-Token im Header Authorization.',
  tokenInUrl: 'Ein Token in einer URL landet in Protokollen. Senden Sie es im Header Authorization.',
  noManagementToken: 'Das ist kein Verwaltungstoken dieser API, oder es wurde widerrufen.',
  managementTokenExpired: 'Das Verwaltungstoken ist abgelaufen. Erstellen Sie ein neues.',
  noFormToken: (header) =>
    `Eine Anfrage aus dem Browser braucht das Formular-Token ihrer Sitzung im Header ${header}.`,
  proveAgain: (minutes) =>
    `Dafür müssen Sie sich in den letzten ${minutes} Minuten angemeldet haben. Melden Sie sich neu an, und wiederholen Sie es.`,
  notAnOperator: 'Das ist denen vorbehalten, die diese API betreiben. Fragen Sie dort.',
  notAManager: 'Das ist Managern vorbehalten. Fragen Sie jemanden von ihnen.',
  onlyReads: 'Sie dürfen alles lesen, aber nichts ändern. Fragen Sie einen Eigentümer.',
  forAPerson: 'Das ist für eine Person, die angemeldet ist. Ein Token hat nichts Eigenes.',
  lacksScope: (scope) => `Dem Token fehlt der Scope ${scope}.`,
  limitedToTenant: (tenant) => `Das Token gilt nur für ${tenant}, und hier geht es um die ganze API.`,
  asJson: 'Senden Sie den Inhalt als application/json.',
  bodyTooLarge: (bytes) => `Der Inhalt darf ${bytes} Bytes haben.`,
  bodyNotWhole: 'Der Inhalt kam nicht vollständig an.',
  bodyNotUtf8: 'Der Inhalt ist nicht in UTF-8.',
  bodyNotJson: 'Der Inhalt ist kein JSON.',
  unusableRequest: 'Etwas in der Anfrage ist nicht verwendbar; siehe errors.',
  idempotencyKey: 'Ein Idempotency-Key hat 1 bis 255 druckbare ASCII-Zeichen.',
  idempotencyKeyReused:
    'Dieser Idempotency-Key wurde mit einer anderen Anfrage gesendet. Verwenden Sie einen neuen.',
  idempotencyKeyInUse:
    'Die erste Anfrage mit diesem Idempotency-Key ist noch nicht beantwortet. Fragen Sie gleich noch einmal. Bleibt es dabei, wurde ihr Server inzwischen beendet: Sehen Sie nach, ob das Gewünschte erstellt wurde, und verwenden Sie einen neuen Schlüssel.',
  noSuchCursor: 'Diesen Cursor hat diese Liste nicht vergeben.',
  decidedBefore: (to) =>
    `${to === 'approved' ? 'Diese Person ist schon freigegeben.' : 'Diese Person ist schon abgelehnt.'}`,
  userExists: 'Diese ID oder E-Mail-Adresse hat schon jemand.',
  isOperator: 'Diese Person betreibt die API. Entfernen Sie sie zuerst dort.',
  managesAlone: (tenants) =>
    `Ohne diese Person verwaltet niemand ${tenants}. Machen Sie zuerst jemand anderen zum Manager, oder senden Sie unmanaged=allow.`,
  passwordKept: 'Ihr Passwort ist unverändert; siehe errors.',
  nothingChanged: 'Es wurde nichts geändert; siehe errors.',
  lastOwner:
    'Das ist der letzte Eigentümer; ohne ihn könnte niemand etwas ändern. Machen Sie zuerst jemand anderen zum Eigentümer.',
  followsTooMany: (most) => `Sie verfolgen schon ${most} Protokolle. Schließen Sie eines.`,
  noAccountsByDay: 'Tage zählen alle verbundenen Konten zusammen. Fragen Sie für ein einzelnes nach Stunden.',
  wider: 'Es bleibt nur, was schon erlaubt ist. Um mehr zu erlauben, verbinden Sie erneut.',
  nothingLeft: 'Es bliebe nichts übrig. Widerrufen Sie stattdessen die Verbindung.',
  noAddresses: 'Die Adressen können nicht so sein; siehe errors.',
  nothingHeld: 'Zu dieser Verbindung hat kein Manager etwas entschieden.',
  heldByManager: 'Das hat ein Manager entschieden. Bitten Sie einen Manager, es zu ändern.',
  sharedConnection:
    'Andere haben einen Anteil daran. Fragen Sie einen Manager, oder ziehen Sie Ihren Anteil zurück.',
  connectionEnded: 'Die Verbindung ist beendet.',
  handedOver:
    'Personen melden sich bei der Anwendung des Betreibers der API an. Sie kann selbst Provider anbieten.',
  noRoleHere: (role) => `Eine Rolle ${role} gibt es hier nicht.`,
  roleAboveOwn: (role) => `Die Rolle ${role} erlaubt mehr als Ihre eigene.`,
  groupTwice: (group) => `Die Gruppe ${group} steht zweimal da.`,
  needsAToken: 'Das darf nur ein Programm entscheiden, mit einem Verwaltungstoken.',
  challengeNotOpen:
    'Die Anfrage wurde schon beantwortet oder ist abgelaufen. Schicken Sie die Person dorthin zurück, wo sie begann.',
  forAConsent: 'Gefragt ist eine Zustimmung, und dies beantwortet eine Anmeldung.',
  forASignIn: 'Gefragt ist eine Anmeldung, und dies beantwortet eine Zustimmung.',
  signInInTheFuture: 'authenticatedAt liegt in der Zukunft. Vergleichen Sie die Uhren beider Rechner.',
  signInBeforeTheRequest:
    'Der Client verlangt eine neue Anmeldung (prompt=login), und authenticatedAt liegt vor der Anfrage. Bitten Sie die Person, sich neu anzumelden.',
  signInTooLongAgo:
    'authenticatedAt liegt länger zurück, als maxAge erlaubt. Bitten Sie die Person, sich neu anzumelden.',
  noPlaceIn: (tenant) => `Die Person gehört nicht zu ${tenant} oder darf das dort nicht erlauben.`,
  scopeNotOptional: (scope) => `${scope} gehört nicht zu den freiwilligen Scopes der Anfrage.`,
  expiryNotOffered: (offered) => `Das Ende ist eines von ${offered}.`,
  resourceNotOffered: (resource) => `Ressourcen sind die angebotenen; ${resource} gehört nicht dazu.`,
  resourcesElsewhere: (tenant) => `Ressourcen sind die angebotenen; die hat nur ${tenant}.`,
  resourcesNeeded: 'Ein Scope lässt die Person Ressourcen wählen. Nennen Sie mindestens eine in `resources`.',
  tenantTwice: (tenant) => `${tenant} steht zweimal da.`,
  noRoleIn: (role, tenant, roles) =>
    `In ${tenant} gibt es keine Rolle ${role}. Verwenden Sie eine von ${roles}.`,
  tenantUnnamed: (tenant) =>
    `${tenant} gibt es nicht. Fügen Sie es zuerst hinzu, oder senden Sie den Namen als tenantName.`,
  createUserFirst: 'Diese Person gibt es nicht. Legen Sie sie zuerst an.',
  memberExists: (email, tenant) => `${email} ist schon Mitglied von ${tenant}.`,
  unknownRole: (role) => `Es gibt keine Rolle ${role}. Die Liste der Rollen zeigt, welche es gibt.`,
  aboveOwn:
    'Sie geben und nehmen nur Rollen, die nicht mehr erlauben als Ihre eigene. Fragen Sie jemanden mit einer solchen Rolle.',
  makesAboveOwn:
    'Sie erstellen und ändern nur Rollen, die nicht mehr erlauben als Ihre eigene. Fragen Sie jemanden mit einer solchen Rolle.',
  lastManager: (word) =>
    `Es bliebe kein Manager (${word}). Geben Sie zuerst einem anderen Mitglied diese Rolle.`,
  memberElsewhere:
    'Diese Person gehört auch anderswo dazu. Ein neues Passwort können ihr deshalb nur die geben, die die API betreiben.',
  managerMakesPassword:
    'Ein Token eines Mandanten bekommt kein Passwort eines Mitglieds: Ein Manager erstellt eines, wenn er angemeldet ist.',
  managerInvites:
    'Ein Manager lädt ein, im eigenen Namen. Ein Programm macht stattdessen jemanden zum Mitglied.',
  noMailAddress: 'Das ist keine E-Mail-Adresse.',
  invitationExists: 'Für diese Adresse ist eine Einladung offen. Senden Sie diese noch einmal.',
  addressIsMember: 'Jemand mit dieser Adresse ist schon Mitglied.',
  tooManyInvitations: 'Es sind so viele Einladungen offen, wie es geben kann.',
  waitForMail: (seconds) =>
    `Warten Sie ${count(seconds, { one: 'eine Sekunde', other: (all) => `${all} Sekunden` })} bis zur nächsten E-Mail.`,
  nothingSaved: 'Es wurde nichts gespeichert; siehe errors.',
  roleInUse: 'Jemand hat diese Rolle. Geben Sie dieser Person zuerst eine andere.',
  planByOperators: 'Den Plan der Limits wählen die, die die API betreiben.',
  withoutSecret: 'Dieser Client hat kein Secret. Er weist sich durch PKCE oder durch seine Schlüssel aus.',
  clientState: (is, needed) =>
    `Der Client ist ${STATE[is]}, und dies geht nur, wenn er ${STATE[needed]} ist.`,
  describesItself:
    'Dieser Client beschreibt sich selbst und kann das jederzeit ändern. Legen Sie für seine Hersteller stattdessen einen eigenen an.',
  ownersDecision:
    'Eine Verbindung ist die eigene Entscheidung einer Person. Melden Sie sich als Eigentümer des Clients im Dashboard an.',
  notSandbox:
    'Dieser Client arbeitet mit Live-Daten. Registrieren Sie daneben einen für die Sandbox, und verbinden Sie den.',
  clientStopped: 'Der Client ist gesperrt oder wartet auf Freigabe. Nichts davon funktioniert.',
  noCode: 'Geben Sie dem Client zuerst eine Redirect-URI und den Grant authorization_code.',
  notAMember: (word) => `Sie sind dort kein Mitglied (${word}).`,
  nothingToConnect: (word) =>
    `Sie sind noch nirgends Mitglied (${word}), es gibt also nichts zu verbinden. Bitten Sie den Betreiber dieser API um eine Einladung für Tests.`,
  nothingAllowed:
    'Hier gibt es nichts, was dem Client erlaubt werden könnte: keinen Scope oder nichts zur Auswahl.',
  connectionOvertaken:
    'Ein Manager hat diese Verbindung gerade geändert. Sehen Sie sie an, und versuchen Sie es erneut.',
  noPicture:
    'Das ist kein PNG, JPEG oder WebP. Ein SVG kann Skripte enthalten und wird deshalb nicht angenommen.',
  pictureMoves: 'Das Bild bewegt sich. Nehmen Sie eines, das stillsteht.',
  pictureSize: (width, height, least, most) =>
    `Das Bild hat ${width} × ${height} Pixel. Jede Seite darf ${least} bis ${most} haben.`,
  inTheFuture: 'unusedSince muss in der Vergangenheit liegen: Sonst wären alle Clients weg.',
  clientUnusable: 'Der Client kann nicht so sein; siehe errors.',
  tenantExists: (word, id) => `${id} gibt es schon (${word}).`,
  endpointUnusable: 'Der Endpunkt kann nicht so sein; siehe errors.',
  tooOften: 'Das war oft. Warten Sie eine Minute und versuchen Sie es erneut.',
  endpointDisabled:
    'Nach Tagen voller Fehler ist der Endpunkt abgeschaltet. Senden Sie ein Testereignis: Kommt es an, wird der Endpunkt wieder beliefert.',
  underway: 'Dieses Ereignis wartet noch, bis es an der Reihe ist, oder auf den nächsten Versuch.',
  emptySpan: '`since` muss vor `until` liegen.',
  alertClosed: 'Die Warnung wurde schon geschlossen.',
  widerThanOwn: 'Ein Token kann keines mit mehr Scopes als den eigenen erstellen.',
  unknownOperation: (name) => `Die API hat keine Operation ${name}.`,
  tokenOfAPerson:
    'Ein Token gehört einer Person: Ein Mitglied erstellt es für sich selbst, während es angemeldet ist.',
  noTokenMade: 'Es wurde kein Token erstellt; siehe errors.',
  decidedByTenant: (word) =>
    `Diese Person kommt aus einem Verzeichnis oder von einem Provider (${word}), dessen Manager sich als sie anmelden können. Deshalb bekommt sie nichts darüber hinaus. Verwenden Sie ein anderes Konto dieser Person.`,
  tokenEnded: 'Das Token war schon widerrufen.',
  resourcesUnlistedNow: 'Die API listet ihre Ressourcen gerade nicht auf.',
};

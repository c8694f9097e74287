import type { Thing } from '../en/refusals.ts';
import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

const NO_SUCH: Record<Thing, string> = {
  client: 'Deze client bestaat niet.',
  tenant: 'Deze tenant bestaat niet.',
  developer: 'Deze persoon bestaat niet.',
  user: 'Deze persoon bestaat niet.',
  session: 'Deze sessie bestaat niet.',
  operator: 'Deze persoon beheert de API niet.',
  connection: 'Deze verbinding bestaat niet.',
  'call in the log': 'Deze aanroep staat niet in het logboek.',
  provider: 'Deze provider bestaat niet.',
  challenge: 'Deze vraag bestaat niet.',
  member: 'Dit lid bestaat niet.',
  invitation: 'Deze uitnodiging bestaat niet.',
  role: 'Deze rol bestaat niet.',
  secret: 'Dit secret bestaat niet.',
  endpoint: 'Dit eindpunt bestaat niet.',
  delivery: 'Deze bezorging bestaat niet.',
  alert: 'Deze melding bestaat niet.',
  token: 'Dit token bestaat niet.',
  'management token': 'Dit beheertoken bestaat niet.',
  'registration token': 'Dit registratietoken bestaat niet.',
  passkey: 'Deze passkey bestaat niet.',
};

const STATE = {
  active: 'actief',
  held: 'aangehouden',
  pending: 'nog niet goedgekeurd',
  suspended: 'opgeschort',
};

export const refusals: Words['refusals'] = {
  noSuch: (what) => NO_SUCH[what],
  changedMeanwhile:
    'Iemand heeft dit gewijzigd sinds u het las. Lees het opnieuw, en wijzig wat er nu staat.',
  noToken: 'Stuur een beheertoken als bearer-token in de Authorization-header.',
  tokenInUrl: 'Een token in een URL komt in logboeken terecht. Stuur het in de Authorization-header.',
  noManagementToken: 'Dit is geen beheertoken van deze API, of het is ingetrokken.',
  managementTokenExpired: 'Het beheertoken is verlopen. Maak een nieuw token.',
  noFormToken: (header) =>
    `Een verzoek van een browser heeft het formuliertoken van zijn sessie nodig in de header ${header}.`,
  proveAgain: (minutes) =>
    `Hiervoor moet u in de laatste ${minutes} minuten zijn ingelogd. Log opnieuw in, en doe het nog eens.`,
  notAnOperator: 'Dit is voor de mensen die deze API beheren. Vraag het een van hen.',
  notAManager: 'Dit is voor managers. Vraag het een van hen.',
  onlyReads: 'U mag alles lezen, maar niets wijzigen. Vraag het een eigenaar.',
  forAPerson: 'Dit is voor een persoon die is ingelogd. Een token heeft niets van zichzelf.',
  lacksScope: (scope) => `Het token mist de scope ${scope}.`,
  limitedToTenant: (tenant) => `Het token is alleen voor ${tenant}, en dit gaat over de hele API.`,
  asJson: 'Stuur de inhoud als application/json.',
  bodyTooLarge: (bytes) => `De inhoud mag ${bytes} bytes hebben.`,
  bodyNotWhole: 'De inhoud kwam niet volledig aan.',
  bodyNotUtf8: 'De inhoud is niet in UTF-8.',
  bodyNotJson: 'De inhoud is geen JSON.',
  unusableRequest: 'Iets in het verzoek is niet bruikbaar; zie errors.',
  idempotencyKey: 'Een Idempotency-Key heeft 1 tot 255 afdrukbare ASCII-tekens.',
  idempotencyKeyReused: 'Deze Idempotency-Key werd met een ander verzoek gestuurd. Gebruik een nieuwe.',
  idempotencyKeyInUse:
    'Het eerste verzoek met deze Idempotency-Key heeft nog geen antwoord. Vraag het zo nog eens. Blijft dit zo, dan is de server intussen gestopt: kijk of het is gemaakt, en gebruik een nieuwe sleutel.',
  noSuchCursor: 'Deze cursor komt niet van deze lijst.',
  decidedBefore: (to) =>
    `${to === 'approved' ? 'Deze persoon is al goedgekeurd.' : 'Deze persoon is al geweigerd.'}`,
  userExists: 'Iemand heeft dit id of e-mailadres al.',
  isOperator: 'Deze persoon beheert de API. Verwijder die daar eerst.',
  managesAlone: (tenants) =>
    `Zonder deze persoon beheert niemand ${tenants}. Maak eerst iemand anders manager, of stuur unmanaged=allow.`,
  passwordKept: 'Uw wachtwoord is niet gewijzigd; zie errors.',
  nothingChanged: 'Er is niets gewijzigd; zie errors.',
  lastOwner:
    'Dit is de laatste eigenaar; zonder hem kan niemand iets wijzigen. Maak eerst iemand anders eigenaar.',
  followsTooMany: (most) => `U volgt al ${most} logboeken. Sluit er een.`,
  noAccountsByDay: 'Dagen tellen alle verbonden accounts op. Vraag voor één account per uur.',
  wider: 'Alleen wat er al is, blijft. Om meer toe te staan, verbindt u opnieuw.',
  nothingLeft: 'Er zou niets overblijven. Trek de verbinding in plaats daarvan in.',
  noAddresses: 'De adressen kunnen niet zo zijn; zie errors.',
  nothingHeld: 'Over deze verbinding heeft geen manager iets besloten.',
  heldByManager: 'Een manager heeft dit besloten. Vraag een manager om het te wijzigen.',
  sharedConnection: 'Anderen hebben er een deel in. Vraag het een manager, of trek uw deel terug.',
  connectionEnded: 'De verbinding is beëindigd.',
  handedOver:
    'Personen loggen in bij de applicatie van de eigenaar van de API. Die kan zelf providers aanbieden.',
  noRoleHere: (role) => `Een rol ${role} bestaat hier niet.`,
  roleAboveOwn: (role) => `De rol ${role} staat meer toe dan die van u.`,
  groupTwice: (group) => `De groep ${group} staat er twee keer.`,
  needsAToken: 'Dit mag alleen een programma beslissen, met een beheertoken.',
  challengeNotOpen: 'De vraag is al beantwoord of is verlopen. Stuur de persoon terug naar waar die begon.',
  forAConsent: 'Gevraagd is een toestemming, en dit beantwoordt een inlog.',
  forASignIn: 'Gevraagd is een inlog, en dit beantwoordt een toestemming.',
  signInInTheFuture: 'authenticatedAt ligt in de toekomst. Vergelijk de klokken van beide machines.',
  signInBeforeTheRequest:
    'De client vraagt een nieuwe inlog (prompt=login), en authenticatedAt ligt voor de vraag. Laat de persoon opnieuw inloggen.',
  signInTooLongAgo:
    'authenticatedAt is langer geleden dan maxAge toestaat. Laat de persoon opnieuw inloggen.',
  noPlaceIn: (tenant) => `De persoon hoort niet bij ${tenant}, of mag dit daar niet toestaan.`,
  scopeNotOptional: (scope) => `${scope} hoort niet bij de vrijwillige scopes van de vraag.`,
  expiryNotOffered: (offered) => `Het einde is een van ${offered}.`,
  resourceNotOffered: (resource) => `Resources zijn de aangeboden; ${resource} hoort daar niet bij.`,
  resourcesElsewhere: (tenant) => `Resources zijn de aangeboden; die heeft alleen ${tenant}.`,
  resourcesNeeded: 'Een scope laat de persoon resources kiezen. Noem er ten minste één in `resources`.',
  tenantTwice: (tenant) => `${tenant} staat er twee keer.`,
  noRoleIn: (role, tenant, roles) => `In ${tenant} is geen rol ${role}. Gebruik een van ${roles}.`,
  tenantUnnamed: (tenant) => `${tenant} bestaat niet. Voeg het eerst toe, of stuur de naam als tenantName.`,
  createUserFirst: 'Deze persoon bestaat niet. Maak die eerst aan.',
  memberExists: (email, tenant) => `${email} is al lid van ${tenant}.`,
  unknownRole: (role) => `Er is geen rol ${role}. De lijst met rollen toont welke er zijn.`,
  aboveOwn:
    'U geeft en neemt alleen rollen die niet meer toestaan dan die van u. Vraag het iemand met zo’n rol.',
  makesAboveOwn:
    'U maakt en wijzigt alleen rollen die niet meer toestaan dan die van u. Vraag het iemand met zo’n rol.',
  lastManager: (word) => `Er zou geen manager overblijven (${word}). Geef die rol eerst aan een ander lid.`,
  memberElsewhere:
    'Deze persoon hoort ook ergens anders bij. Daarom kunnen alleen de mensen die de API beheren een nieuw wachtwoord geven.',
  managerMakesPassword:
    'Een token van een tenant krijgt geen wachtwoord van een lid: een manager maakt er een terwijl die is ingelogd.',
  managerInvites: 'Een manager nodigt uit, in eigen naam. Een programma maakt in plaats daarvan iemand lid.',
  noMailAddress: 'Dit is geen e-mailadres.',
  invitationExists: 'Voor dit adres staat een uitnodiging open. Stuur die opnieuw.',
  addressIsMember: 'Iemand met dit adres is al lid.',
  tooManyInvitations: 'Er staan zoveel uitnodigingen open als er kunnen zijn.',
  waitForMail: (seconds) =>
    `Wacht ${count(seconds, { one: 'één seconde', other: (all) => `${all} seconden` })} tot de volgende e-mail.`,
  nothingSaved: 'Er is niets opgeslagen; zie errors.',
  roleInUse: 'Iemand heeft deze rol. Geef die persoon eerst een andere.',
  planByOperators: 'Het plan van de limieten kiezen de mensen die de API beheren.',
  withoutSecret: 'Deze client heeft geen secret. Hij bewijst zich met PKCE of met zijn sleutels.',
  clientState: (is, needed) => `De client is ${STATE[is]}, en dit kan alleen als hij ${STATE[needed]} is.`,
  describesItself:
    'Deze client beschrijft zichzelf en kan dat altijd wijzigen. Maak voor zijn makers in plaats daarvan een eigen client.',
  ownersDecision:
    'Een verbinding is iemands eigen beslissing. Log in bij het dashboard als eigenaar van de client.',
  notSandbox: 'Deze client werkt met live gegevens. Registreer er een voor de sandbox naast, en verbind die.',
  clientStopped: 'De client is opgeschort of wacht op goedkeuring. Niets ervan werkt.',
  noCode: 'Geef de client eerst een redirect-URI en de grant authorization_code.',
  notAMember: (word) => `U bent daar geen lid van (${word}).`,
  nothingToConnect: (word) =>
    `U bent nog nergens lid van (${word}), dus er is niets te verbinden. Vraag de beheerder van deze API om een uitnodiging voor tests.`,
  nothingAllowed: 'Er is hier niets dat de client kan worden toegestaan: geen scope, of niets om te kiezen.',
  connectionOvertaken:
    'Een manager heeft deze verbinding zojuist gewijzigd. Bekijk haar, en probeer het opnieuw.',
  noPicture: 'Dit is geen PNG, JPEG of WebP. Een SVG kan scripts bevatten en wordt daarom niet aangenomen.',
  pictureMoves: 'De afbeelding beweegt. Neem er een die stilstaat.',
  pictureSize: (width, height, least, most) =>
    `De afbeelding heeft ${width} × ${height} pixels. Elke zijde mag er ${least} tot ${most} hebben.`,
  inTheFuture: 'unusedSince moet in het verleden liggen: anders zouden alle clients weg zijn.',
  clientUnusable: 'De client kan niet zo zijn; zie errors.',
  tenantExists: (word, id) => `${id} bestaat al (${word}).`,
  endpointUnusable: 'Het eindpunt kan niet zo zijn; zie errors.',
  tooOften: 'Dat was vaak. Wacht een minuut en probeer het opnieuw.',
  endpointDisabled:
    'Na dagen vol fouten is het eindpunt uitgeschakeld. Stuur een testgebeurtenis: komt die aan, dan wordt het eindpunt weer bediend.',
  underway: 'Deze gebeurtenis wacht nog op haar beurt of op de volgende poging.',
  emptySpan: '`since` moet voor `until` liggen.',
  alertClosed: 'De melding was al gesloten.',
  widerThanOwn: 'Een token kan er geen maken met meer scopes dan zijn eigen.',
  unknownOperation: (name) => `De API heeft geen operatie ${name}.`,
  tokenOfAPerson:
    'Een token hoort bij een persoon: een lid maakt het voor zichzelf, terwijl het is ingelogd.',
  noTokenMade: 'Er is geen token gemaakt; zie errors.',
  decidedByTenant: (word) =>
    `Deze persoon komt uit een directory of van een provider (${word}), waarvan de managers als die persoon kunnen inloggen. Daarom krijgt die persoon daarbuiten niets. Gebruik een ander account van deze persoon.`,
  tokenEnded: 'Het token was al ingetrokken.',
  resourcesUnlistedNow: 'De API somt haar resources nu niet op.',
};

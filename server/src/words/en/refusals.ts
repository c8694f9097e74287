import { pluralIn } from '../plural.ts';

const count = pluralIn('en');
/** Something that an operation of the management API does not find. */
export type Thing =
  | 'client'
  | 'tenant'
  | 'developer'
  | 'user'
  | 'session'
  | 'operator'
  | 'connection'
  | 'call in the log'
  | 'provider'
  | 'challenge'
  | 'member'
  | 'invitation'
  | 'role'
  | 'secret'
  | 'endpoint'
  | 'delivery'
  | 'alert'
  | 'token'
  | 'management token'
  | 'registration token'
  | 'passkey';

type State = 'active' | 'held' | 'pending' | 'suspended';

/** The sentences with which the management API refuses. */
export const refusals = {
  noSuch: (what: Thing) => `There is no such ${what}.`,
  changedMeanwhile:
    'Somebody has changed this since you read it. Read it again, and make your change to what is there now.',
  noToken: 'Send a management token as a bearer token in the Authorization header.',
  tokenInUrl: 'A token in a URL ends up in logs. Send it in the Authorization header.',
  noManagementToken: 'This is no management token of this API, or it was revoked.',
  managementTokenExpired: 'The management token has expired. Make a new one.',
  noFormToken: (header: string) =>
    `A request of a browser needs the form token of its session in the header ${header}.`,
  proveAgain: (minutes: number) =>
    `This needs somebody who signed in within the last ${minutes} minutes. Sign in again, and repeat it.`,
  notAnOperator: 'This is for the people who operate the API. Ask one of them.',
  notAManager: 'This is for managers. Ask one of them.',
  onlyReads: 'You may read everything, but change nothing. Ask an owner.',
  forAPerson: 'This is for a person who is signed in; a token has nothing of its own.',
  lacksScope: (scope: string) => `The token lacks the scope ${scope}.`,
  limitedToTenant: (tenant: string) => `The token is for ${tenant} alone, and this is about the whole API.`,
  asJson: 'Send the body as application/json.',
  bodyTooLarge: (bytes: number) => `The body may have ${bytes} bytes.`,
  bodyNotWhole: 'The body did not arrive whole.',
  bodyNotUtf8: 'The body is not UTF-8.',
  bodyNotJson: 'The body is not JSON.',
  unusableRequest: 'Something in the request is not usable; see errors.',
  idempotencyKey: 'An Idempotency-Key has 1 to 255 printable ASCII characters.',
  idempotencyKeyReused: 'This Idempotency-Key was sent with another request. Use a new one.',
  idempotencyKeyInUse:
    'The first request with this Idempotency-Key has no answer yet. Ask again in a moment; if this stays, its server stopped meanwhile: look whether it was created, and use a new key.',
  noSuchCursor: 'The cursor is not one that this list gave.',
  decidedBefore: (to: 'approved' | 'refused') => `This developer is ${to} already.`,
  userExists: 'A user has this id or e-mail address already.',
  isOperator: 'They operate the API. Remove them there first.',
  managesAlone: (tenants: string) =>
    `Without them, nobody manages ${tenants}. Make somebody else a manager first, or send unmanaged=allow.`,
  passwordKept: 'Your password is as it was; see errors.',
  nothingChanged: 'Nothing was changed; see errors.',
  lastOwner:
    'This is the last owner: without one, nobody could change anything. Make somebody else an owner first.',
  followsTooMany: (most: number) => `You follow ${most} logs already. Close one.`,
  noAccountsByDay: 'Days add up all connected accounts. Ask by hour for one of them.',
  wider: 'It keeps only what it has. To give it more, connect it again.',
  nothingLeft: 'Nothing would be left. Revoke the connection instead.',
  noAddresses: 'The addresses cannot be so; see errors.',
  nothingHeld: 'No manager decided anything about this connection.',
  heldByManager: 'A manager decided this. Ask one of them to change it.',
  sharedConnection: 'Others have a part in it. Ask a manager, or withdraw your part.',
  connectionEnded: 'The connection has ended.',
  handedOver: 'People sign in at the application of the API’s owner, which may offer providers itself.',
  noRoleHere: (role: string) => `There is no role ${role} here.`,
  roleAboveOwn: (role: string) => `The role ${role} permits more than your own.`,
  groupTwice: (group: string) => `The group ${group} stands twice.`,
  needsAToken: 'Only a program may decide this, with a management token.',
  challengeNotOpen:
    'The challenge was answered, or it has expired. Send the person back to where they began.',
  forAConsent: 'The challenge is for a consent, and this answers a sign-in.',
  forASignIn: 'The challenge is for a sign-in, and this answers a consent.',
  signInInTheFuture: 'authenticatedAt is in the future: compare the clocks of both machines.',
  signInBeforeTheRequest:
    'The client asks for a new sign-in (prompt=login), and authenticatedAt is before the challenge. Ask the person to sign in again.',
  signInTooLongAgo: 'authenticatedAt is longer ago than maxAge allows. Ask the person to sign in again.',
  noPlaceIn: (tenant: string) => `The person has no place in ${tenant}, or may not allow this there.`,
  scopeNotOptional: (scope: string) => `${scope} is not among the optional scopes of the challenge.`,
  expiryNotOffered: (offered: string) => `The end is one of ${offered}.`,
  resourceNotOffered: (resource: string) => `Resources are those on offer: ${resource} is not among those.`,
  resourcesElsewhere: (tenant: string) => `Resources are those on offer: ${tenant} alone has those that are.`,
  resourcesNeeded: 'A scope lets the person select resources: name at least one in `resources`.',
  tenantTwice: (tenant: string) => `The tenant ${tenant} stands twice.`,
  noRoleIn: (role: string, tenant: string, roles: string) =>
    `There is no role ${role} in ${tenant}: use one of ${roles}.`,
  tenantUnnamed: (tenant: string) =>
    `There is no tenant ${tenant}: add it first, or send its name as tenantName.`,
  createUserFirst: 'There is no such user. Create them first.',
  memberExists: (email: string, tenant: string) => `${email} is a member of ${tenant} already.`,
  unknownRole: (role: string) => `There is no role ${role}. List the roles to see those that there are.`,
  aboveOwn: 'You give and take only roles that permit no more than your own. Ask somebody with such a role.',
  makesAboveOwn:
    'You make and change only roles that permit no more than your own. Ask somebody with such a role.',
  lastManager: (word: string) =>
    `The ${word} would have no manager left. Give another member that role first.`,
  memberElsewhere:
    'They belong to another place too, so only the people who operate the API can give them another password.',
  managerMakesPassword:
    'A token of a tenant does not get the password of a member: a manager makes one while signed in.',
  managerInvites:
    'A manager of the tenant invites, in their own name. A program makes a user a member instead.',
  noMailAddress: 'This is no e-mail address.',
  invitationExists: 'This address has an open invitation. Send that one again.',
  addressIsMember: 'Somebody with this address is a member already.',
  tooManyInvitations: 'There are as many open invitations as there can be.',
  waitForMail: (seconds: number) =>
    `Wait ${count(seconds, { one: 'one second', other: (all) => `${all} seconds` })} before the next mail.`,
  nothingSaved: 'Nothing was saved; see errors.',
  roleInUse: 'Somebody has this role. Give them another one first.',
  planByOperators: 'The plan of limits is chosen by the API’s operators.',
  withoutSecret: 'This client has no secret: it proves itself by PKCE or by its keys.',
  clientState: (is: State, needed: State) => `The client is ${is}, and this is for one that is ${needed}.`,
  describesItself:
    'This client describes itself and can change that at any time. Make a client of your own for its makers instead.',
  ownersDecision:
    'A connection is somebody’s own decision. Sign in at the dashboard as the owner of the client.',
  notSandbox: 'This client works with live data. Register one for the sandbox beside it, and connect that.',
  clientStopped: 'The client is suspended, or waits for approval: nothing of it works.',
  noCode: 'Give the client a redirect URI and the grant authorization_code first.',
  notAMember: (word: string) => `You are not a member of that ${word}.`,
  nothingToConnect: (word: string) =>
    `You are a member of no ${word} yet, so there is nothing to connect. Ask the people behind this API to invite you into one for tests.`,
  nothingAllowed: 'There is nothing that the client could be allowed here: no scope, or nothing to select.',
  connectionOvertaken: 'A manager changed this connection just now. Look at it, and try again.',
  noPicture: 'This is no PNG, JPEG or WebP. An SVG can contain scripts, so it is not taken.',
  pictureMoves: 'The picture moves. Take one that stands still.',
  pictureSize: (width: number, height: number, least: number, most: number) =>
    `The picture has ${width} × ${height} pixels. Each side may have ${least} to ${most}.`,
  inTheFuture: 'unusedSince has to be in the past: every client would be gone.',
  clientUnusable: 'The client cannot be so; see errors.',
  tenantExists: (word: string, id: string) => `The ${word} ${id} is there already.`,
  endpointUnusable: 'The endpoint cannot be so; see errors.',
  tooOften: 'That was often. Wait a minute, and try again.',
  endpointDisabled:
    'Days of failures have disabled the endpoint. Send a test event: when it arrives, the endpoint is served again.',
  underway: 'This event still waits for its turn or its next attempt.',
  emptySpan: '`since` has to be before `until`.',
  alertClosed: 'It had been closed before.',
  widerThanOwn: 'A token cannot make one with more scopes than its own.',
  unknownOperation: (name: string) => `The API has no operation ${name}.`,
  tokenOfAPerson: 'A token belongs to a person: a member makes it, for themselves, while signed in.',
  noTokenMade: 'No token was made; see errors.',
  decidedByTenant: (word: string) =>
    `They come from the directory or the provider of one ${word}, whose managers can sign in as them, so they get nothing beyond it. Use another account of theirs.`,
  tokenEnded: 'The token had been revoked before.',
  resourcesUnlistedNow: 'The API does not list its resources just now.',
};

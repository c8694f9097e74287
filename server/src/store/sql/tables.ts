import type {
  AccessToken,
  AuditEvent,
  AuditKind,
  AuditSeal,
  AuditSealPart,
  AuthorizationCode,
  AuthorizationContext,
  AuthorizationDetail,
  Client,
  ClientSecret,
  ClientSettings,
  Confirmation,
  ConnectedAccount,
  CustomRole,
  DeviceRequest,
  Grant,
  GrantType,
  Instant,
  LogoutNotice,
  ManagerHold,
  Membership,
  PersonalToken,
  PushedRequest,
  RefreshToken,
  ResourceRef,
  SealedRow,
  Session,
  Tenant,
  TokenFamily,
  User,
} from '../../model/index.ts';
import { CLIENT_AUTH_METHODS, NO_CONTEXT } from '../../model/index.ts';
import type { InitialAccessToken, LimitCounter, SealedKey } from '../store.ts';
import { branded, integer, list, nullable, object, oneOf, text } from './codecs.ts';
import { type Codec, table } from './table.ts';

const mode = oneOf('live', 'sandbox');
/** A row from before a member existed reads as if nothing had been said of it. */
const context: Codec<AuthorizationContext> = {
  write: (value) => JSON.stringify(value),
  read: (value, column) => ({ ...NO_CONTEXT, ...object.read(value, column) }),
};
/** The vocabulary of the log grows; a row written by a newer version stays readable. */
export const auditKind = text as Codec<AuditKind>;

export const tenants = table<Tenant>('tenants', { id: text, name: text });

export const users = table<User>('users', {
  id: text,
  email: text,
  name: text,
  passwordHash: nullable(text),
  createdAt: integer,
});

export const memberships = table<Omit<Membership, 'tenantName'>>('memberships', {
  tenantId: text,
  userId: text,
  role: text,
});

export const customRoles = table<CustomRole>('custom_roles', {
  tenantId: text,
  name: text,
  title: text,
  permissions: list(),
});

export const sessions = table<Session>('sessions', {
  hash: branded(),
  publicId: text,
  userId: text,
  createdAt: integer,
  lastSeenAt: integer,
  expiresAt: integer,
});

export const clients = table<Client>('clients', {
  id: text,
  name: text,
  kind: oneOf('confidential', 'public', 'platform'),
  mode,
  redirectUris: list(),
  grantTypes: list<GrantType>(),
  scopes: list(),
  authMethod: nullable(oneOf(...CLIENT_AUTH_METHODS)),
  dialects: list(),
  ownerUserId: nullable(text),
  tenantId: nullable(text),
  actsAsUserId: nullable(text),
  origin: oneOf('seed', 'page', 'registration', 'document'),
  logoUri: nullable(text),
  clientUri: nullable(text),
  registrationTokenHash: nullable(branded()),
  settings: object as Codec<ClientSettings>,
  createdAt: integer,
  lastUsedAt: nullable(integer),
});

export const clientSecrets = table<ClientSecret>('client_secrets', {
  clientId: text,
  hash: branded(),
  hint: text,
  sealed: nullable(text),
  createdAt: integer,
  expiresAt: nullable(integer),
});

export const initialAccessTokens = table<InitialAccessToken>('initial_access_tokens', {
  hash: branded(),
  usesLeft: nullable(integer),
  createdAt: integer,
  expiresAt: nullable(integer),
});

const held = nullable(object as Codec<Record<string, unknown>> as unknown as Codec<ManagerHold>);

export const connectedAccounts = table<ConnectedAccount>('connected_accounts', {
  id: text,
  clientId: text,
  tenantId: text,
  mode,
  ipAllowlist: nullable(list()),
  held,
  createdAt: integer,
});

export const grants = table<Grant>('grants', {
  id: text,
  clientId: text,
  userId: text,
  tenantId: text,
  mode,
  scopes: list(),
  resources: nullable(list<ResourceRef>()),
  selection: integer,
  ceiling: nullable(list()),
  connectedAccountId: nullable(text),
  ipAllowlist: nullable(list()),
  held,
  status: oneOf('active', 'suspended', 'revoked'),
  version: integer,
  repeatedAt: nullable(integer),
  authorizedAt: integer,
  createdAt: integer,
  updatedAt: integer,
});

/** The selection of a grant before a consent added to it, for the tokens issued until then. */
export interface EarlierSelection {
  /** Grant id, a space, and the number of the selection. */
  id: string;
  grantId: string;
  grantVersion: number;
  resources: ResourceRef[];
  /** Always in the past: it leaves as soon as no token can need it. */
  expiresAt: Instant;
}

export const earlierSelections = table<EarlierSelection>('earlier_selections', {
  id: text,
  grantId: text,
  grantVersion: integer,
  resources: list<ResourceRef>(),
  expiresAt: integer,
});

export const authorizationCodes = table<AuthorizationCode>('authorization_codes', {
  hash: branded(),
  clientId: text,
  userId: text,
  tenantId: text,
  grantId: text,
  grantVersion: integer,
  redirectUri: nullable(text),
  codeChallenge: nullable(text),
  scopes: list(),
  audience: list(),
  mode,
  context,
  issuedAt: integer,
  expiresAt: integer,
  redeemedAt: nullable(integer),
  familyId: nullable(text),
});

export const tokenFamilies = table<TokenFamily>('token_families', {
  id: text,
  clientId: text,
  userId: text,
  tenantId: text,
  grantId: text,
  grantVersion: integer,
  scopes: list(),
  audience: list(),
  mode,
  context,
  createdAt: integer,
  expiresAt: integer,
  revokedAt: nullable(integer),
});

export const refreshTokens = table<RefreshToken>('refresh_tokens', {
  hash: branded(),
  familyId: text,
  keyId: text,
  issuedAt: integer,
  expiresAt: integer,
  usedAt: nullable(integer),
  keptAt: nullable(integer),
  repeats: integer,
});

export const accessTokens = table<AccessToken & { revokedAt: Instant | null }>('access_tokens', {
  hash: branded(),
  kind: oneOf('plain', 'connected', 'client'),
  clientId: text,
  userId: nullable(text),
  tenantId: nullable(text),
  grantId: nullable(text),
  grantVersion: nullable(integer),
  familyId: nullable(text),
  scopes: list(),
  audience: list(),
  mode,
  confirmation: nullable(object) as Codec<Confirmation | null>,
  authorizationDetails: list<AuthorizationDetail>(),
  actors: list(),
  issuedAt: integer,
  expiresAt: integer,
  revokedAt: nullable(integer),
});

export const logoutNotices = table<LogoutNotice>('logout_notices', {
  id: text,
  clientId: text,
  userId: text,
  sessionId: text,
  attempts: integer,
  dueAt: integer,
  expiresAt: integer,
});

export const pushedRequests = table<PushedRequest>('pushed_requests', {
  hash: branded(),
  clientId: text,
  parameters: list<[string, string]>(),
  createdAt: integer,
  expiresAt: integer,
  consumedAt: nullable(integer),
});

export const deviceRequests = table<DeviceRequest>('device_requests', {
  hash: branded(),
  userCodeHash: branded(),
  clientId: text,
  scopes: list(),
  audience: list(),
  authorizationDetails: list<AuthorizationDetail>(),
  mode,
  status: oneOf('pending', 'allowed', 'denied', 'redeemed'),
  userId: nullable(text),
  tenantId: nullable(text),
  grantId: nullable(text),
  grantVersion: nullable(integer),
  selection: nullable(integer),
  authenticatedAt: nullable(integer),
  createdAt: integer,
  expiresAt: integer,
  polledAt: nullable(integer),
  interval: integer,
});

export const personalTokens = table<PersonalToken>('personal_tokens', {
  id: text,
  hash: branded(),
  name: text,
  hint: text,
  userId: text,
  tenantId: text,
  scopes: list(),
  ipAllowlist: nullable(list()),
  mode,
  createdAt: integer,
  expiresAt: nullable(integer),
  lastUsedAt: nullable(integer),
  revokedAt: nullable(integer),
});

export const sealedKeys = table<SealedKey>('sealed_keys', {
  id: text,
  purpose: oneOf('signing', 'succession', 'form', 'subject', 'client_secrets', 'audit'),
  algorithm: text,
  publicJwk: nullable(text),
  sealed: text,
  createdAt: integer,
});

/** Without its id, which the database gives, in the order of commits. */
export const audit = table<AuditEvent>('audit', {
  kind: auditKind,
  at: integer,
  tenantId: nullable(text),
  userId: nullable(text),
  clientId: nullable(text),
  connectedAccountId: nullable(text),
  grantId: nullable(text),
  mode: nullable(mode),
  outcome: oneOf('allowed', 'denied'),
  code: nullable(text),
  ip: nullable(text),
  requestId: nullable(text),
  detail: object,
});

export const auditSeals = table<AuditSeal>('audit_seals', {
  number: integer,
  firstId: integer,
  lastId: integer,
  at: integer,
  root: text,
  previous: text,
  keyId: text,
  signature: text,
});

export const auditSealParts = table<AuditSealPart>('audit_seal_parts', {
  seal: integer,
  kind: auditKind,
  rows: integer,
  root: text,
  leaves: nullable(list<SealedRow>()),
});

export const limitCounters = table<LimitCounter>('limit_counters', {
  key: text,
  per: integer,
  calls: integer,
  expiresAt: integer,
});

import { managerRoles } from '../../access/roles.ts';
import type { KeylessApi } from '../../api.ts';
import type { Trace } from '../../audit/api-called.ts';
import { sha256 } from '../../lib/compare.ts';
import { after, type Soon } from '../../lib/soon.ts';
import type {
  AuthorizationDetail,
  Confirmation,
  Instant,
  Mode,
  PersonalToken,
  TokenKind,
} from '../../model/index.ts';
import { mayRefresh } from '../../rules/client/grant-types.ts';
import { isStopped } from '../../rules/client/standing.ts';
import { grantProblem } from '../../rules/grant/standing.ts';
import { type AccessProblem, accessProblem, personalProblem } from '../../rules/token/standing.ts';
import type { AccessRecord, ActingFor } from '../../store/store.ts';
import { readToken, storedHash } from '../../tokens/format.ts';

/** A genuine token with its client, user, tenant and grant. It may have ended. */
export interface PresentedToken extends ActingFor {
  kind: TokenKind;
  scopes: readonly string[];
  audience: readonly string[];
  mode: Mode;
  /** The key that a caller must prove to use it. */
  confirmation: Confirmation | null;
  issuedAt: Instant;
  expiresAt: Instant | null;
  /** Why the token does not count now, or `null` if it does. */
  problem: AccessProblem | null;
  /** Whether its holder can get a new token with a refresh token. */
  refreshable: boolean;
  personal: PersonalToken | null;
  /** The actors for the user, outermost first (RFC 8693 section 4.1). */
  actors: readonly string[];
  /** Rich authorization details (RFC 9396). */
  details: readonly AuthorizationDetail[];
}

const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** The kind of a token by its form, before any look-up. */
export type TokenShape = 'access' | 'personal' | 'refresh' | 'unknown';

/**
 * Recognizes a typo or a guess by prefix and checksum, without asking the store. A JWT was stored by its hash when it
 * was issued, like any other token, so that it can be revoked; its signature need not be verified.
 */
export function shapeOf(api: KeylessApi, token: string): TokenShape {
  if (JWT.test(token)) return 'access';
  const prefix = readToken(token)?.prefix;
  if (prefix === undefined) return 'unknown';
  const { prefixes } = api.config.tokens;
  if (prefix === prefixes.personal) return api.config.personalTokens ? 'personal' : 'unknown';
  if ([prefixes.access, prefixes.connectedAccess, prefixes.client].includes(prefix)) return 'access';
  if ([prefixes.refresh, prefixes.connectedRefresh].includes(prefix)) return 'refresh';
  return 'unknown';
}

/** Returns `null` if no such token was issued, or if its client, user, tenant or grant no longer exists. */
export function findToken(
  api: KeylessApi,
  token: string,
  shape: 'access' | 'personal',
  now: Instant,
): Soon<PresentedToken | null> {
  return shape === 'personal'
    ? after(api.store.personalToken(sha256(token)), (record) => record && presentPersonal(record, now))
    : after(api.store.accessToken(storedHash(token)), (record) => record && presentedNow(api, record, now));
}

function presentedNow(api: KeylessApi, record: AccessRecord, now: Instant): Soon<PresentedToken | null> {
  const presented = presentedOf(record);
  if (!presented) return null;
  const { client, grant } = record;
  const withProblem = (problem: AccessProblem | null) =>
    problem === null ? presented : { ...presented, problem };
  if (grant === null || grant.clientId === client?.id) return withProblem(accessProblem(record, now));
  return after(isStoppedClient(api, grant.clientId, now), (isStopped) =>
    withProblem(isStopped ? 'client_stopped' : accessProblem(record, now)),
  );
}

/** The presented form of a record, which follows from it alone, for as long as the record is remembered. */
const presentedBefore = new WeakMap<AccessRecord, PresentedToken | null>();

function presentedOf(record: AccessRecord): PresentedToken | null {
  const before = presentedBefore.get(record);
  if (before !== undefined) return before;
  const presented = present(record);
  presentedBefore.set(record, presented);
  return presented;
}

/** Returns `null` where something is gone that the token rests on. */
function present(record: AccessRecord): PresentedToken | null {
  const { token: stored, family, revokedAt, ...acting } = record;
  if (!acting.client) return null;
  if (stored.userId !== null && !acting.user) return null;
  if (stored.tenantId !== null && !acting.tenant) return null;
  if (stored.grantId !== null && !acting.grant) return null;
  // Only tokens for client credentials have no grant.
  if (stored.kind !== 'client' && !acting.grant) return null;
  return {
    ...acting,
    kind: stored.kind,
    scopes: stored.scopes,
    audience: stored.audience,
    mode: stored.mode,
    confirmation: stored.confirmation,
    issuedAt: stored.issuedAt,
    expiresAt: stored.expiresAt,
    problem: null,
    // An actor's token belongs to another token's family. A family without refresh tokens ends with its only token.
    refreshable:
      family !== null &&
      family.expiresAt > stored.expiresAt &&
      stored.actors.length === 0 &&
      mayRefresh(acting.client),
    personal: null,
    actors: stored.actors,
    details: stored.authorizationDetails,
  };
}

/** A token that another client got by exchange counts no longer than the client does on whose grant it rests. */
function isStoppedClient(api: KeylessApi, clientId: string, now: Instant): Soon<boolean> {
  return after(api.store.client(clientId, now), (granted) => granted !== null && isStopped(granted.client));
}

function presentPersonal(record: ActingFor & { token: PersonalToken }, now: Instant): PresentedToken | null {
  if (!record.user || !record.tenant) return null;
  const { token: stored, ...acting } = record;
  return {
    ...acting,
    client: null,
    grant: null,
    kind: 'personal',
    scopes: stored.scopes,
    audience: [],
    mode: stored.mode,
    confirmation: null,
    issuedAt: stored.createdAt,
    expiresAt: stored.expiresAt,
    problem: personalProblem(stored, now),
    refreshable: false,
    personal: stored,
    actors: [],
    details: [],
  };
}

/**
 * Returns a connected account as if it had a token with everything that was granted, or `null` if there is
 * none.
 */
export async function connectionAsToken(
  api: KeylessApi,
  account: string,
  now: Instant,
): Promise<PresentedToken | null> {
  const connection = await api.store.connectedAccount(account, managerRoles(api.config));
  if (!connection?.client || !connection.user || !connection.tenant) return null;
  const { grant } = connection;
  return {
    ...connection,
    kind: 'connected',
    scopes: grant.scopes,
    audience: [],
    mode: grant.mode,
    confirmation: null,
    // An account is not a token: it was not issued and does not expire.
    issuedAt: 0,
    expiresAt: null,
    problem: isStopped(connection.client) ? 'client_stopped' : grantProblem(grant, grant.version, now),
    refreshable: true,
    personal: null,
    actors: [],
    details: [],
  };
}

export function traceOf(presented: PresentedToken): Trace {
  return {
    tenantId: presented.tenant?.id ?? null,
    userId: presented.user?.id ?? null,
    clientId: presented.client?.id ?? null,
    connectedAccountId: presented.grant?.connectedAccountId ?? null,
    grantId: presented.grant?.id ?? null,
    mode: presented.mode,
    token: presented.kind,
    personalTokenId: presented.personal?.id ?? null,
    ...(presented.actors.length > 0 ? { actors: presented.actors } : {}),
  };
}

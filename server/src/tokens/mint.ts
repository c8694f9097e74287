import type { Address, ApiConfig } from '../config/index.ts';
import { SECOND } from '../lib/clock.ts';
import { datedHash } from '../lib/dated-hash.ts';
import { momentDigits, newId } from '../lib/ids.ts';
import {
  type AccessToken,
  type AuthorizationDetail,
  actorMember,
  type Client,
  type Confirmation,
  confirmationClaim,
  detailsMember,
  type Instant,
  type RefreshToken,
  scopeMember,
  type TenantId,
  type TokenFamily,
  type UserId,
} from '../model/index.ts';
import { newToken, storedHash, successorOf } from './format.ts';
import { signJwt } from './jwt.ts';
import type { Keys, SecretKey } from './keys.ts';
import { subjectFor } from './subject.ts';

/** The parts of an API that minting needs. */
interface Minting {
  config: ApiConfig;
  address: Address;
  keys: Keys;
}

/** A token as its holder gets it, and as it is stored. It is valid only after the record is stored. */
export interface Minted<Stored> {
  token: string;
  record: Stored;
}

export interface AccessOrder {
  client: Client;
  /** `null` for client credentials. */
  family: TokenFamily | null;
  userId: UserId | null;
  tenantId: TenantId | null;
  scopes: readonly string[];
  /** Resource indicators; empty: the whole API. */
  audience: readonly string[];
  /** The key that its user must prove. */
  confirmation?: Confirmation | null;
  authorizationDetails?: readonly AuthorizationDetail[];
  /** The actors for the user, outermost first (RFC 8693 section 4.1). */
  actors?: readonly string[];
  /** After an exchange, the kind of the exchanged token. Otherwise it follows from the client. */
  kind?: AccessToken['kind'];
  now: Instant;
  expiresAt: Instant;
}

/**
 * Mints an access token. Connected accounts and platforms always get opaque tokens; a client's own users, and
 * a client that belongs to a tenant, get the configured form.
 */
export function mintAccessToken(api: Minting, order: AccessOrder): Minted<AccessToken> {
  const { client, family } = order;
  const kind = kindOf(order);
  const token =
    api.config.tokens.plain === 'jwt' && isForOneTenant(kind, order)
      ? jwtAccessToken(api, order)
      : newToken(accessPrefix(api, kind), client.mode, momentDigits(order.now));
  const record: AccessToken = {
    hash: storedHash(token),
    kind,
    clientId: client.id,
    userId: order.userId,
    tenantId: order.tenantId,
    grantId: family?.grantId ?? null,
    grantVersion: family?.grantVersion ?? null,
    familyId: family?.id ?? null,
    scopes: order.scopes,
    audience: order.audience,
    mode: client.mode,
    confirmation: order.confirmation ?? null,
    authorizationDetails: order.authorizationDetails ?? [],
    actors: order.actors ?? [],
    issuedAt: order.now,
    expiresAt: order.expiresAt,
  };
  return { token, record };
}

/** Mints the first refresh token of a family. */
export function mintRefreshToken(
  api: Minting,
  order: { client: Client; familyId: string; now: Instant; expiresAt: Instant },
): Minted<RefreshToken> {
  const moment = momentDigits(order.now);
  return storable(newToken(refreshPrefix(api, order.client), order.client.mode, moment), moment, api, order);
}

/**
 * Returns the refresh token that follows `presented`, the same one each time.
 *
 * @param key the key named by the row of `presented`; the successor names the newest key for its own
 * successor
 */
export function mintSuccessor(
  api: Minting,
  order: {
    presented: string;
    /** The digits of the moment of its exchange: its row stands with the other rows of that moment. */
    moment: string;
    key: SecretKey;
    client: Client;
    familyId: string;
    now: Instant;
    expiresAt: Instant;
  },
): Minted<RefreshToken> {
  const prefix = refreshPrefix(api, order.client);
  const { moment } = order;
  const token = successorOf(order.presented, order.key.macKey, prefix, order.client.mode, moment);
  return storable(token, moment, api, order);
}

function storable(
  token: string,
  moment: string,
  api: Minting,
  order: { familyId: string; now: Instant; expiresAt: Instant },
): Minted<RefreshToken> {
  const record: RefreshToken = {
    hash: datedHash(moment, token),
    familyId: order.familyId,
    keyId: api.keys.succession().id,
    issuedAt: order.now,
    expiresAt: order.expiresAt,
    usedAt: null,
    keptAt: null,
    repeats: 0,
  };
  return { token, record };
}

function kindOf({ client, family, kind }: AccessOrder): AccessToken['kind'] {
  if (kind) return kind;
  if (!family) return 'client';
  return client.kind === 'platform' ? 'connected' : 'plain';
}

/** Returns whether a token reveals only data of its holder's own tenant. */
function isForOneTenant(kind: AccessToken['kind'], { client, tenantId }: AccessOrder): boolean {
  return kind === 'plain' || (kind === 'client' && client.kind !== 'platform' && tenantId !== null);
}

function accessPrefix({ config }: Minting, kind: AccessToken['kind']): string {
  const { prefixes } = config.tokens;
  switch (kind) {
    case 'plain':
      return prefixes.access;
    case 'connected':
      return prefixes.connectedAccess;
    case 'client':
      return prefixes.client;
  }
}

function refreshPrefix({ config }: Minting, client: Client): string {
  const { prefixes } = config.tokens;
  return client.kind === 'platform' ? prefixes.connectedRefresh : prefixes.refresh;
}

/** RFC 9068 section 2.2. `jti` makes each token unique, so that each has its own hash and can be revoked. */
function jwtAccessToken({ config, address, keys }: Minting, order: AccessOrder): string {
  return signJwt(keys.signing(), 'at+jwt', {
    iss: address.issuer,
    sub: order.userId === null ? order.client.id : subjectFor(keys, order.client, order.userId),
    aud: order.audience.length > 0 ? order.audience : address.api,
    client_id: order.client.id,
    ...scopeMember(order.scopes),
    iat: Math.floor(order.now / SECOND),
    exp: Math.floor(order.expiresAt / SECOND),
    jti: newId('tok'),
    ...(order.tenantId === null ? {} : { [config.tenant.field]: order.tenantId }),
    ...(order.confirmation ? { cnf: confirmationClaim(order.confirmation) } : {}),
    ...actorMember(order.actors ?? []),
    ...detailsMember(order.authorizationDetails ?? []),
  });
}

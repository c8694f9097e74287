import type { ClientKind, Mode } from '../../../wire/caller.ts';
import type { ClientSettings } from './client-settings.ts';
import type { GrantType } from './grant-type.ts';
import { ClientId, type Instant, type TenantId, type TokenHash, type UserId } from './ids.ts';

/** How a client authenticates (RFC 7591 section 2, RFC 8705 section 2, OpenID Connect Core section 9). */
export const CLIENT_AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
] as const;

export type ClientAuthMethod = (typeof CLIENT_AUTH_METHODS)[number];

/** An OAuth client (RFC 6749 section 2) of one API. */
export interface Client {
  readonly id: ClientId;
  readonly name: string;
  readonly kind: ClientKind;
  readonly mode: Mode;
  /** Compared exactly as registered; only the port of a loopback address may vary (RFC 8252 section 7.3). */
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly GrantType[];
  /** The scopes that this client may request. */
  readonly scopes: readonly string[];
  /**
   * The registered method, to which a client is restricted (RFC 7591). `null`: Basic or post, for
   * confidential clients.
   */
  readonly authMethod: ClientAuthMethod | null;
  /** Dialects of this client in addition to those of its API. */
  readonly dialects: readonly string[];
  /** The user who made it, and the tenant. `null` for a client that registered itself (RFC 7591). */
  readonly ownerUserId: UserId | null;
  readonly tenantId: TenantId | null;
  /** The user as whom a client-credentials token acts, if there is one (a service user). */
  readonly actsAsUserId: UserId | null;
  /** `document`: its `client_id` is the URL of its metadata (Client ID Metadata Documents). */
  readonly origin: 'seed' | 'page' | 'registration' | 'document';
  readonly logoUri: string | null;
  readonly clientUri: string | null;
  /** SHA-256 (base64url) of the registration access token (RFC 7592), if it registered itself. */
  readonly registrationTokenHash: TokenHash | null;
  /**
   * Settings that only some clients need: keys, logout addresses, stricter rules. Absent ones have their
   * defaults.
   */
  readonly settings: ClientSettings;
  readonly createdAt: Instant;
  /** When it last authenticated or was authorized. A self-registered client that never was expires. */
  readonly lastUsedAt: Instant | null;
}

/**
 * Returns a client with defaults: members not given are empty, so that it may do nothing and has no owner.
 */
export function clientRecord(
  own: Pick<Client, 'name' | 'kind' | 'mode' | 'origin' | 'createdAt'> &
    Partial<Omit<Client, 'id'>> & { id: string },
): Client {
  return {
    redirectUris: [],
    grantTypes: [],
    scopes: [],
    authMethod: null,
    dialects: [],
    ownerUserId: null,
    tenantId: null,
    actsAsUserId: null,
    logoUri: null,
    clientUri: null,
    registrationTokenHash: null,
    settings: {},
    lastUsedAt: null,
    ...own,
    id: ClientId(own.id),
  };
}

/** The picture of a client. It is kept here: one at another host would tell that host who looks at it. */
export interface ClientLogo {
  readonly clientId: ClientId;
  /** SHA-256 of its bytes, base64url. */
  readonly hash: string;
  readonly type: string;
  /** Its bytes, in base64. */
  readonly data: string;
}

/** One of at most two valid secrets of a client (two during a replacement). Stored as SHA-256. */
export interface ClientSecret {
  readonly clientId: ClientId;
  readonly hash: TokenHash;
  /** The last characters, to distinguish two on a page. */
  readonly hint: string;
  /** The secret itself, sealed, for a client that signs with it (`client_secret_jwt`); otherwise `null`. */
  readonly sealed: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

/**
 * Returns whether the client's identity is vouched for towards the users of this tenant. A client made by the
 * operator is vouched for to all; one that a member made on a page, or changed, within that member's tenant
 * only, unless the operator verified it; one that described itself, to none. `null`: the tenant is not known
 * yet.
 */
export function isVouchedFor(
  { origin, tenantId, settings }: Pick<Client, 'origin' | 'tenantId' | 'settings'>,
  tenant: string | null,
): boolean {
  const ofTenant = tenant !== null && tenant === tenantId;
  switch (origin) {
    case 'seed':
      return settings.verified !== false || ofTenant;
    case 'page':
      return settings.verified === true || ofTenant;
    case 'registration':
    case 'document':
      return false;
  }
}

/** Returns whether a client authenticates with a secret, directly or by signing with it. */
export function usesSecret({ kind, authMethod }: Pick<Client, 'kind' | 'authMethod'>): boolean {
  return kind !== 'public' && (authMethod === null || authMethod.startsWith('client_secret_'));
}

export function isPublic(client: Client): boolean {
  return client.kind === 'public';
}

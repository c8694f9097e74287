import type { ClientSettings } from './client-settings.ts';
import type { GrantType } from './grant-type.ts';
import { ClientId, type Instant, type Mode, type TenantId, type TokenHash, type UserId } from './ids.ts';

/** `platform` is a confidential client that has connected accounts. */
export type ClientKind = 'confidential' | 'public' | 'platform';

/** How a client proves itself (RFC 7591 section 2, RFC 8705 section 2, OpenID Connect Core section 9). */
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

/** An OAuth client (RFC 6749 section 2), of one API. */
export interface Client {
  readonly id: ClientId;
  readonly name: string;
  readonly kind: ClientKind;
  readonly mode: Mode;
  /** Exact strings as registered; only a loopback port may vary when compared (RFC 8252 section 7.3). */
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly GrantType[];
  /** The scopes that this client may ask for at all. */
  readonly scopes: readonly string[];
  /**
   * Confidential clients may use Basic or post; a client registered with one method (RFC 7591) is held to it.
   * `null`: either of the two secret methods.
   */
  readonly authMethod: ClientAuthMethod | null;
  /** Dialects granted to this client beyond those of its API. */
  readonly dialects: readonly string[];
  /** Who made it, and in which tenant. `null` for one that registered itself (RFC 7591). */
  readonly ownerUserId: UserId | null;
  readonly tenantId: TenantId | null;
  /** The user a client-credentials token acts as, if the API wants one (a service user's access token). */
  readonly actsAsUserId: UserId | null;
  /** `document`: its `client_id` is the URL of its metadata (Client ID Metadata Documents). */
  readonly origin: 'seed' | 'page' | 'registration' | 'document';
  readonly logoUri: string | null;
  readonly clientUri: string | null;
  /** SHA-256 (base64url) of the registration access token (RFC 7592), if it registered itself. */
  readonly registrationTokenHash: TokenHash | null;
  /** What only some clients need: keys, logout addresses, stricter rules. Absent members have their defaults. */
  readonly settings: ClientSettings;
  readonly createdAt: Instant;
  /** When it last authenticated or was authorized; one that registered itself and never was expires. */
  readonly lastUsedAt: Instant | null;
}

/** A client from what is its own. Whatever is not named is empty: it may do nothing, and nobody owns it. */
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

/** One of at most two live secrets of a client; two while one is being replaced. Stored only as SHA-256. */
export interface ClientSecret {
  readonly clientId: ClientId;
  readonly hash: TokenHash;
  /** The last characters, to tell two apart on a page. */
  readonly hint: string;
  /** The secret itself, sealed, for a client that signs with it (`client_secret_jwt`); otherwise `null`. */
  readonly sealed: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

/**
 * Whether somebody vouches to this tenant's people for the client being what it says. One that the API's operator made is
 * vouched for to everybody; one that a member made on a page, or turned into something else, within that member's tenant
 * alone, unless the operator has looked at it; one that described itself, to nobody. `null`: it is not known yet whose people are asked.
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

/** Whether a client proves itself with a secret, as it is or by signing with it. */
export function usesSecret({ kind, authMethod }: Pick<Client, 'kind' | 'authMethod'>): boolean {
  return kind !== 'public' && (authMethod === null || authMethod.startsWith('client_secret_'));
}

export function isPublic(client: Client): boolean {
  return client.kind === 'public';
}

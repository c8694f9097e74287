import type {
  AccessToken,
  AuditEvent,
  Client,
  DeviceRequest,
  Grant,
  Instant,
  PersonalToken,
  RefreshToken,
  Tenant,
  TokenFamily,
  TokenHash,
  User,
} from '../model/index.ts';
import type { DeviceOutcome } from '../rules/token/device.ts';
import type { RefreshRecord, Succession } from '../rules/token/succession.ts';
import type { AuditStore, SealStore } from './audit-store.ts';
import type { AuthorizationStore, Consent } from './authorization-store.ts';
import type { ChangeStore } from './change-store.ts';
import type { ClientStore } from './client-store.ts';
import type { Place } from './grant-page.ts';
import type { LeavingStore } from './leaving-store.ts';
import type { LimitStore } from './limit-store.ts';
import type { LogoutStore } from './logout-store.ts';
import type { OneTimeStore } from './one-time-store.ts';
import type { PeopleStore } from './people-store.ts';
import type { SecretStore } from './secret-store.ts';
import type { StoreFault } from './store-fault.ts';

export type { DeviceOutcome } from '../rules/token/device.ts';
export type { RefreshRecord } from '../rules/token/succession.ts';
export type * from './audit-store.ts';
export type * from './authorization-store.ts';
export type * from './client-store.ts';
export type * from './grant-page.ts';
export type * from './leaving-store.ts';
export type * from './limit-store.ts';
export type * from './one-time-store.ts';
export type * from './people-store.ts';
export type * from './secret-store.ts';

/**
 * What Latchkey remembers about one API. Every method that changes something is one transaction with its
 * outcome as a value; the `audit` events handed in commit with the change or not at all. A promise resolves
 * only after the commit is on disk.
 *
 * A replay is an outcome, never an exception: throwing would roll back the revocation that it must cause.
 */
export interface Store
  extends PeopleStore,
    ClientStore,
    AuthorizationStore,
    TokenStore,
    PersonalTokenStore,
    LeavingStore,
    LogoutStore,
    OneTimeStore,
    DeviceStore,
    SecretStore,
    AuditStore,
    ChangeStore,
    SealStore,
    LimitStore {
  /**
   * Removes what expired before `before`, at most `limit` rows looked at; returns how many rows left. Goes on
   * where the last call stopped, so it takes many calls to get round (docs/decisions/0003-expiry-by-walking.md).
   */
  expire(before: Instant, limit: number): Promise<number>;
  /** When the time of day was last believed, by the server or by a person; `null` before the first time. */
  timeBelieved(): Promise<Instant | null>;
  believeTime(at: Instant): Promise<void>;
  /** The fault that keeps the database from being written; `null` when a row was just written. */
  health(): Promise<StoreFault | null>;
  close(): Promise<void>;
}

export interface TokenStore {
  /** An access token without grant and family: client credentials. */
  issueAccessToken(access: AccessToken, audit: AuditEvent[]): Promise<void>;
  /** A family with its only token, under a grant that stands; `revoked` has stored nothing. */
  beginFamily(begin: {
    family: TokenFamily;
    access: AccessToken;
    audit: AuditEvent[];
  }): Promise<'begun' | 'revoked'>;
  refreshToken(hash: TokenHash): Promise<RefreshRecord | null>;
  rotateRefreshToken(rotation: Rotation): Promise<RotationOutcome>;
  /**
   * Judges a used token as `rotateRefreshToken` will, and ends its family if that is reuse. Gives nothing out.
   *
   * @param presented.successorHash `null` when the key that the successor comes from is gone
   */
  judgeRefreshToken(presented: Presented & { successorHash: TokenHash | null }): Promise<RotationOutcome>;
  /** Refreshes without a successor: the token goes on, and its idle expiry moves along. */
  keepRefreshToken(keeping: Keeping): Promise<KeepingOutcome>;
  /** Ends one access token; `unknown` also when it belongs to another client. */
  revokeAccessToken(hash: TokenHash, clientId: string, audit: AuditEvent[]): Promise<'revoked' | 'unknown'>;
  /** Ends the family with every token in it. */
  revokeFamily(
    familyId: string,
    now: Instant,
    audit: AuditEvent[],
  ): Promise<'revoked' | 'already' | 'unknown'>;
  /** Everything a decision needs to know about an access token, read in one statement. */
  accessToken(hash: TokenHash): Promise<AccessRecord | null>;
  /**
   * The same for the connected account that a platform's call names, by whatever id it ever had. Its grant is of the
   * person who authorized it last, of those whose grant stands and who are members, those with one of `managerRoles` first.
   */
  connectedAccount(id: string, managerRoles: readonly string[]): Promise<ConnectionRecord | null>;
  /** Id of the account that one with this id was joined to; `null` for any other id. */
  accountOfAlias(id: string): Promise<string | null>;
}

/** A refresh token that somebody presents. */
export interface Presented {
  presentedHash: TokenHash;
  now: Instant;
  /** How long a used token gets the same successor again; see `repeatWithin` in `rules/token/refresh.ts`. */
  repeatWithin: number | null;
  auditReuse: AuditEvent[];
}

export interface Rotation extends Presented {
  successor: RefreshToken;
  access: AccessToken;
  audit: AuditEvent[];
  auditRepeat: AuditEvent[];
}

/** `reused`: this call ended the family. The others have stored nothing but what was handed in for them. */
export type RotationOutcome = Succession | 'unknown';

/** A refresh that leaves its token as it is. */
export interface Keeping {
  presentedHash: TokenHash;
  now: Instant;
  /** Idle expiry from now on. */
  expiresAt: Instant;
  access: AccessToken;
  audit: AuditEvent[];
  auditReuse: AuditEvent[];
}

/** `reused`: the token has a successor, from when it was not to be kept; this call ended the family. */
export type KeepingOutcome = 'kept' | 'reused' | 'revoked' | 'expired' | 'unknown';

/** The acting side of a token or connected account, as it is at this moment. */
export interface ActingFor {
  client: Client | null;
  user: User | null;
  tenant: Tenant | null;
  /** The user's role in that tenant now; `null` when they are no member (any more). */
  role: string | null;
  /** Permissions of that role if the tenant made it; `null` when the configuration defines it. */
  customPermissions: string[] | null;
  grant: Grant | null;
}

export interface AccessRecord extends ActingFor {
  token: AccessToken;
  family: TokenFamily | null;
  revokedAt: Instant | null;
}

export interface ConnectionRecord extends ActingFor {
  grant: Grant;
}

/** The device authorization grant (RFC 8628). */
export interface DeviceStore {
  /** `exists` when another device waits under the same user code. */
  openDeviceRequest(request: DeviceRequest, audit: AuditEvent[]): Promise<'opened' | 'exists'>;
  deviceRequest(hash: TokenHash): Promise<DeviceRequest | null>;
  /** One that still waits for its user. */
  deviceRequestByUserCode(userCodeHash: TokenHash, now: Instant): Promise<DeviceRequest | null>;
  /** Records the consent as `approve` does and lets the device fetch its tokens. */
  allowDevice(
    consent: Omit<Consent, 'code'> & { deviceHash: TokenHash; authenticatedAt: Instant },
  ): Promise<'allowed' | 'held' | 'decided' | 'unknown'>;
  denyDevice(change: {
    hash: TokenHash;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'denied' | 'decided' | 'unknown'>;
  /**
   * One poll (RFC 8628 section 3.5). Only `redeemed` has stored anything of what was minted. `slow_down` has lengthened the
   * interval by five seconds.
   */
  redeemDevice(redemption: DeviceRedemption): Promise<DeviceOutcome>;
}

export interface DeviceRedemption {
  hash: TokenHash;
  clientId: string;
  now: Instant;
  /** `null` while the user has not decided: nothing can be minted for somebody unknown. */
  minted: { family: TokenFamily; access: AccessToken; refresh: RefreshToken | null } | null;
  audit: AuditEvent[];
}

export interface PersonalTokenStore {
  /** @param most how many live ones its user may have in the tenant with it; without, as many as they like */
  createPersonalToken(
    token: PersonalToken,
    audit: AuditEvent[],
    most?: number,
  ): Promise<'created' | 'too_many'>;
  /** A person's tokens in a tenant, newest first, those older than one of them, at most `limit` (100). */
  personalTokensOf(
    userId: string,
    tenantId: string,
    page?: { before: Place | null; limit: number },
  ): Promise<PersonalToken[]>;
  revokePersonalToken(change: {
    id: string;
    userId: string;
    tenantId: string;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'revoked' | 'unknown'>;
  personalToken(hash: TokenHash): Promise<(ActingFor & { token: PersonalToken }) | null>;
  /** Remembers a use, at most once a minute. */
  touchPersonalToken(id: string, now: Instant): Promise<void>;
}

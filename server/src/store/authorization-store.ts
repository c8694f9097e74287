import type {
  AccessToken,
  AuditEvent,
  AuthorizationCode,
  ConnectedAccount,
  Grant,
  Instant,
  Mode,
  RefreshToken,
  ResourceRef,
  TokenFamily,
  TokenHash,
} from '../model/index.ts';
import type { GivenConsent } from '../rules/grant/consent.ts';
import type { Redeeming } from '../rules/token/redemption.ts';
import type { GrantPage, GrantWithParties, Place } from './grant-page.ts';

export interface Consent extends GivenConsent {
  /** The code that carries the consent to the client; its grant id and version are filled in by the store. */
  code: Omit<AuthorizationCode, 'grantId' | 'grantVersion' | 'redeemedAt' | 'familyId'>;
  audit: AuditEvent[];
}

export interface AuthorizationStore {
  /**
   * Records consent and the code in one step. Adds scopes to a live grant, begins afresh on a revoked one. A
   * suspended grant takes the consent as well but stays suspended, so its code is `revoked` until it is resumed. One
   * that a manager holds (`rules/grant/holds.ts`) is returned as it was, and nothing is recorded.
   */
  approve(consent: Consent): Promise<Grant>;
  /** The consent alone, where no code carries it to the client. */
  recordConsent(consent: Omit<Consent, 'code'>): Promise<Grant>;
  grantFor(clientId: string, userId: string, tenantId: string): Promise<Grant | null>;
  grantById(id: string): Promise<Grant | null>;
  /** The selected resources that tokens of a grant may open, for each known selection, the grant's own first. */
  selectionsOf(grantId: string): Promise<ResourceRef[][]>;
  /** A customer's connection to a platform, with whether all who authorized it are suspended. */
  connectionOf(
    clientId: string,
    tenantId: string,
    mode: Mode,
  ): Promise<{ account: ConnectedAccount; suspended: boolean } | null>;
  /** The grants under a connected account; those that were authorized last come first, and `before` goes by that time. */
  partsOf(page: {
    accountId: string;
    tenantId: string;
    before: Place | null;
    limit: number;
  }): Promise<GrantWithParties[]>;
  /** Ids of accounts that were joined to this one. */
  aliasesOf(accountId: string, limit: number): Promise<string[]>;
  /**
   * Grants in a tenant, with whom each is from and to; newest first. Without a user, one for each connected account: the one
   * that was authorized last.
   */
  grantsIn(page: GrantPage): Promise<GrantWithParties[]>;
  /** One of them; `null` also when it is another tenant's. */
  grantIn(id: string, tenantId: string): Promise<GrantWithParties | null>;
  /** Connections to one platform, by id, those after one of them; each with the grant by which its platform acts. */
  connectionsOf(page: {
    clientId: string;
    after: string | null;
    limit: number;
    managerRoles: readonly string[];
  }): Promise<Grant[]>;
  /**
   * Ends the grant, or the whole connected account that it is under, and by their versions every token under them, in the
   * same instant.
   */
  revokeGrant(change: {
    grantId: string;
    tenantId: string;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'revoked' | 'already' | 'unknown'>;
  /** Ends one person's part in a connection; the others go on. What a manager ends is that manager's to allow again. */
  withdrawGrant(change: {
    grantId: string;
    tenantId: string;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'revoked' | 'already' | 'unknown'>;
  /**
   * Ends a family of tokens because its client gives it back, and with it the part in the connection that it is of: `ended`. `revoked`: the family
   * alone, because a later consent gave another that can still be refreshed, or the grant has moved on.
   */
  giveBackConnection(change: {
    familyId: string;
    now: Instant;
    /** A family that lives beyond this instant can be refreshed. */
    refreshableBeyond: Instant;
    audit: AuditEvent[];
    /** Written as well when the connection ends. */
    auditEnded: AuditEvent[];
  }): Promise<'ended' | 'revoked' | 'already' | 'unknown'>;
  /**
   * Suspends an active grant or resumes a suspended one, with its whole connected account; their tokens stop and start
   * again. `held`: a manager stopped it, so a manager has to resume it. `shared`: others have a part in it, so it takes a
   * manager.
   */
  suspendGrant(change: {
    grantId: string;
    tenantId: string;
    suspended: boolean;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'changed' | 'held' | 'shared' | 'unknown'>;
  /** Takes scopes or resources away; adding is the consent page's business, so more than before is refused. */
  shrinkGrant(change: {
    grantId: string;
    tenantId: string;
    scopes: string[];
    resources: ResourceRef[] | null;
    now: Instant;
    audit: AuditEvent[];
    /** When a manager shrinks it: what is left, with every scope that is covered. It cannot be consented beyond that. */
    managerLeaves?: string[];
  }): Promise<'changed' | 'wider' | 'unknown'>;

  /**
   * Limits a grant, or its whole connected account, to addresses or to none (`null`). `held`: those that are there are a
   * manager's. `shared`: as for `suspendGrant`.
   */
  limitGrantAddresses(change: {
    grantId: string;
    tenantId: string;
    ipAllowlist: string[] | null;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'changed' | 'held' | 'shared' | 'unknown'>;

  /** Leaves to its user again what a manager held; what is suspended stays suspended, and a manager's to resume. */
  releaseGrant(change: {
    grantId: string;
    tenantId: string;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'released' | 'unknown'>;

  code(hash: TokenHash): Promise<{ code: AuthorizationCode; grant: Grant } | null>;
  redeemCode(redemption: Redemption): Promise<RedemptionOutcome>;
}

/** Everything a code turns into. Minted before the verb is called, worthless unless it answers `redeemed`. */
export interface Redemption {
  codeHash: TokenHash;
  now: Instant;
  family: TokenFamily;
  access: AccessToken;
  /** `null` when the client may not refresh. */
  refresh: RefreshToken | null;
  audit: AuditEvent[];
  /** Committed instead of `audit` when the code had been redeemed before. */
  auditReplay: AuditEvent[];
}

/** `replayed` has already ended the family that the first redemption began. */
export type RedemptionOutcome = Redeeming | 'unknown';

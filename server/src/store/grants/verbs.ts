import type {
  AuditEvent,
  ClientId,
  Grant,
  GrantId,
  Instant,
  ResourceRef,
  TenantId,
  UserId,
} from '../../model/index.ts';
import type { GivenConsent } from '../../rules/grant/consent.ts';
import type { AuditBy } from '../audit/verbs.ts';
import type { GrantPage, GrantWithParties } from './page.ts';

export interface GrantStore {
  /** Records only the consent, without a code. */
  recordConsent(consent: RecordedConsent): Promise<Grant>;
  grantFor(clientId: ClientId, userId: UserId, tenantId: TenantId): Promise<Grant | null>;
  grantById(id: string): Promise<Grant | null>;
  /**
   * Returns the selected resources that tokens of a grant may open, for each known selection, the current one
   * first; by the id of a personal access token, those of that token.
   */
  selectionsOf(id: string): Promise<(readonly ResourceRef[])[]>;
  /**
   * Returns the grants in a tenant with their parties, newest first. Without a user, one for each connected
   * account: the last authorized.
   */
  grantsIn(page: GrantPage): Promise<GrantWithParties[]>;
  /** Returns one of these, or `null`, also if it is another tenant's. */
  grantIn(id: string, tenantId: TenantId): Promise<GrantWithParties | null>;
  /**
   * Revokes the grant, or its whole connected account, and by the versions all tokens under them, in the same
   * instant.
   */
  revokeGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'revoked' | 'already' | 'unknown'>;
  /**
   * Ends one user's part in a connection; the others continue. If a manager ended it, only a manager can
   * allow it again.
   */
  withdrawGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'revoked' | 'already' | 'unknown'>;
  /**
   * Suspends an active grant or resumes a suspended one, with its whole connected account and all tokens.
   * `held`: a manager suspended it, so a manager has to resume it. `shared`: others have a part in it, so it
   * needs a manager.
   */
  suspendGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    suspended: boolean;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'changed' | 'held' | 'shared' | 'unknown'>;
  /** Removes scopes or resources. Refuses to add any, which needs consent. */
  shrinkGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    scopes: readonly string[];
    resources: readonly ResourceRef[] | null;
    /** The latest end; absent: as before. */
    expiresAt?: Instant | null;
    now: Instant;
    audit: AuditEvent[];
    /** For a manager: the remaining scopes with all that they cover. A later consent cannot exceed them. */
    managerLeaves?: readonly string[];
    judged?: JudgedGrant;
  }): Promise<'changed' | 'wider' | 'overtaken' | 'unknown'>;
  /**
   * Limits a grant, or its whole connected account, to addresses, or lifts the limit (`null`). `held`: a
   * manager set the current ones. `shared`: as for `suspendGrant`.
   */
  limitGrantAddresses(change: {
    grantId: GrantId;
    tenantId: TenantId;
    ipAllowlist: readonly string[] | null;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
    judged?: JudgedGrant;
  }): Promise<'changed' | 'held' | 'shared' | 'overtaken' | 'unknown'>;
  /**
   * Revokes at most `limit` grants whose end has come, each with the row that `row` makes of it. Returns how
   * many there were.
   */
  endExpiredGrants(now: Instant, limit: number, row: (grant: Grant) => AuditEvent): Promise<number>;
  /** Releases a manager's holds. A suspension stays until a manager resumes it. */
  releaseGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'released' | 'unknown'>;
}

/** The state that a change was meant for. `overtaken`: it is another one now, and nothing was changed. */
export type JudgedGrant = Pick<Grant, 'scopes' | 'resources' | 'expiresAt' | 'ipAllowlist'>;

export interface RecordedConsent extends GivenConsent {
  /** The rows of the consent; the store fills in grant and account. */
  audit: AuditBy<'allowed' | 'held'>;
}

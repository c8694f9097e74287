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
  /** The consent alone, where no code carries it to the client. */
  recordConsent(consent: RecordedConsent): Promise<Grant>;
  grantFor(clientId: ClientId, userId: UserId, tenantId: TenantId): Promise<Grant | null>;
  grantById(id: string): Promise<Grant | null>;
  /** The selected resources that tokens of a grant may open, for each known selection, the grant's own first. */
  selectionsOf(id: string): Promise<(readonly ResourceRef[])[]>;
  /**
   * Grants in a tenant, with whom each is from and to; newest first. Without a user, one for each connected account: the one
   * that was authorized last.
   */
  grantsIn(page: GrantPage): Promise<GrantWithParties[]>;
  /** One of them; `null` also when it is another tenant's. */
  grantIn(id: string, tenantId: TenantId): Promise<GrantWithParties | null>;
  /**
   * Ends the grant, or the whole connected account that it is under, and by their versions every token under them, in the
   * same instant.
   */
  revokeGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'revoked' | 'already' | 'unknown'>;
  /** Ends one person's part in a connection; the others go on. What a manager ends is that manager's to allow again. */
  withdrawGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'revoked' | 'already' | 'unknown'>;
  /**
   * Suspends an active grant or resumes a suspended one, with its whole connected account; their tokens stop and start
   * again. `held`: a manager stopped it, so a manager has to resume it. `shared`: others have a part in it, so it takes a
   * manager.
   */
  suspendGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    suspended: boolean;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'changed' | 'held' | 'shared' | 'unknown'>;
  /** Takes scopes or resources away; adding is the consent page's business, so more than before is refused. */
  shrinkGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    scopes: readonly string[];
    resources: readonly ResourceRef[] | null;
    now: Instant;
    audit: AuditEvent[];
    /** When a manager shrinks it: what is left, with every scope that is covered. It cannot be consented beyond that. */
    managerLeaves?: readonly string[];
  }): Promise<'changed' | 'wider' | 'unknown'>;
  /**
   * Limits a grant, or its whole connected account, to addresses or to none (`null`). `held`: those that are there are a
   * manager's. `shared`: as for `suspendGrant`.
   */
  limitGrantAddresses(change: {
    grantId: GrantId;
    tenantId: TenantId;
    ipAllowlist: readonly string[] | null;
    now: Instant;
    audit: AuditEvent[];
    byManager?: boolean;
  }): Promise<'changed' | 'held' | 'shared' | 'unknown'>;
  /** Leaves to its user again what a manager held; what is suspended stays suspended, and a manager's to resume. */
  releaseGrant(change: {
    grantId: GrantId;
    tenantId: TenantId;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'released' | 'unknown'>;
}

export interface RecordedConsent extends GivenConsent {
  /** Rows of the consent get its grant and account from the store. */
  audit: AuditBy<'allowed' | 'held'>;
}

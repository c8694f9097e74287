import type { Instant } from '../model/index.ts';
import type { AnomalyStore } from './anomalies/verbs.ts';
import type { AuditStore } from './audit/verbs.ts';
import type { ChangeStore } from './changes/verbs.ts';
import type { ClientStore } from './clients/verbs.ts';
import type { CodeStore } from './codes/verbs.ts';
import type { ConnectedAccountStore } from './connected-accounts/verbs.ts';
import type { DeveloperStore } from './developers/verbs.ts';
import type { DeviceStore } from './devices/verbs.ts';
import type { DirectoryStore } from './directory/verbs.ts';
import type { Expired } from './expiry/walk.ts';
import type { FactorStore } from './factors/verbs.ts';
import type { GrantStore } from './grants/verbs.ts';
import type { IdempotentAnswerStore } from './idempotent-answers/verbs.ts';
import type { InvitationStore } from './invitations/verbs.ts';
import type { LeaseStore } from './leases/verbs.ts';
import type { LimitStore } from './limits/verbs.ts';
import type { LogoutNoticeStore } from './logout-notices/verbs.ts';
import type { MailedLinkStore } from './mailed-links/verbs.ts';
import type { MailStore } from './mails/verbs.ts';
import type { ManagementTokenStore } from './management-tokens/verbs.ts';
import type { MemberStore } from './members/verbs.ts';
import type { MonthStore } from './months/verbs.ts';
import type { NodeStore } from './nodes/verbs.ts';
import type { OneTimeStore } from './one-time/verbs.ts';
import type { OperatorStore } from './operators/verbs.ts';
import type { OutsideAccountStore } from './outside-accounts/verbs.ts';
import type { PersonalTokenStore } from './personal-tokens/verbs.ts';
import type { PreferenceStore } from './preferences/verbs.ts';
import type { RestoringStore } from './restoring/verbs.ts';
import type { SealedKeyStore } from './sealed-keys/verbs.ts';
import type { SealStore } from './seals/verbs.ts';
import type { SeedStore } from './seed/verbs.ts';
import type { SessionStore } from './sessions/verbs.ts';
import type { SignInChallengeStore } from './sign-in-challenges/verbs.ts';
import type { StoreFault } from './store-fault.ts';
import type { TenantProviderStore } from './tenant-providers/verbs.ts';
import type { TenantStore } from './tenants/verbs.ts';
import type { TokenStore } from './tokens/verbs.ts';
import type { UsageStore } from './usage/verbs.ts';
import type { UserStore } from './users/verbs.ts';
import type { WebhookStore } from './webhooks/verbs.ts';

export type { DeviceOutcome } from '../rules/token/device.ts';
export type { RefreshRecord } from '../rules/token/succession.ts';
export type * from './acting-for/record.ts';
export type * from './anomalies/verbs.ts';
export type * from './audit/verbs.ts';
export type * from './changes/verbs.ts';
export type * from './clients/verbs.ts';
export type * from './codes/verbs.ts';
export type * from './connected-accounts/verbs.ts';
export type * from './developers/verbs.ts';
export type * from './devices/verbs.ts';
export type * from './directory/verbs.ts';
export type { Expired } from './expiry/walk.ts';
export type * from './factors/verbs.ts';
export type * from './grants/page.ts';
export type * from './grants/verbs.ts';
export type * from './idempotent-answers/verbs.ts';
export type * from './invitations/verbs.ts';
export type * from './leases/verbs.ts';
export type * from './limits/verbs.ts';
export type * from './logout-notices/verbs.ts';
export type * from './mailed-links/verbs.ts';
export type * from './mails/verbs.ts';
export type * from './management-tokens/verbs.ts';
export type * from './members/verbs.ts';
export type * from './months/verbs.ts';
export type * from './one-time/verbs.ts';
export type * from './operators/verbs.ts';
export type * from './outside-accounts/verbs.ts';
export type * from './personal-tokens/verbs.ts';
export type * from './restoring/verbs.ts';
export type * from './sealed-keys/verbs.ts';
export type * from './seals/verbs.ts';
export type * from './seed/verbs.ts';
export type * from './sessions/verbs.ts';
export type * from './sign-in-challenges/verbs.ts';
export type * from './tenant-providers/verbs.ts';
export type * from './tenants/verbs.ts';
export type * from './tokens/verbs.ts';
export type * from './usage/verbs.ts';
export type * from './users/verbs.ts';
export type * from './webhooks/verbs.ts';

/**
 * The stored state of one API. Every method that changes something is one transaction with its outcome as a
 * value; the `audit` events passed in commit with the change or not at all. A promise resolves only after the
 * commit is on disk.
 *
 * A replay is an outcome, never an exception: throwing would roll back the revocation that it must cause.
 */
export interface Store
  extends TenantStore,
    UserStore,
    MemberStore,
    OutsideAccountStore,
    SignInChallengeStore,
    PreferenceStore,
    TenantProviderStore,
    SessionStore,
    FactorStore,
    ClientStore,
    GrantStore,
    ConnectedAccountStore,
    CodeStore,
    TokenStore,
    DeviceStore,
    PersonalTokenStore,
    ManagementTokenStore,
    OperatorStore,
    DeveloperStore,
    IdempotentAnswerStore,
    DirectoryStore,
    OneTimeStore,
    LogoutNoticeStore,
    SealedKeyStore,
    RestoringStore,
    LeaseStore,
    NodeStore,
    LimitStore,
    AuditStore,
    ChangeStore,
    UsageStore,
    AnomalyStore,
    SealStore,
    MonthStore,
    WebhookStore,
    MailStore,
    MailedLinkStore,
    InvitationStore,
    SeedStore {
  /**
   * Removes rows that expired before `before`, scanning at most `limit` rows. Continues where the last call
   * stopped, so a full round may take many calls (docs/decisions/0003-expiry-by-walking.md).
   */
  expire(before: Instant, limit: number): Promise<Expired>;
  /** Returns when the clock was last trusted, by the server or the operator; `null` before the first time. */
  timeBelieved(): Promise<Instant | null>;
  believeTime(at: Instant): Promise<void>;
  /** When the database came back from a backup last; 0 for never, `null` if nobody has noted it yet. */
  restoredAt(): Promise<Instant | null>;
  noteRestored(at: Instant): Promise<void>;
  /**
   * Returns the tags (rules/change) of what other processes have made outdated since it was called last. Always none on a
   * database that tells `onChange` of all that they change.
   */
  outside(): readonly string[];
  /** Whether `onChange` and `outside` tell of every change, so that none can be missed: with other nodes a notice can be lost. */
  missesNothing(): boolean;
  /** Whether changes by other nodes are heard at once. `none`: there are no other nodes, or this process does not follow them. */
  push(): 'none' | 'up' | 'lost';
  /** Returns the fault that prevents writing, or `null` if a row was just written. */
  health(): Promise<StoreFault | null>;
  condition(): Promise<StoreCondition>;
  close(): Promise<void>;
}

/** Signs that a database will need attention. */
export interface StoreCondition {
  databaseBytes: number;
  /** Size of the log of changes that are not yet in the database file. */
  logBytes: number;
  /** `without worker`: the worker that keeps the log short has died; the writer does its work, with pauses. */
  checkpoints: 'in time' | 'without worker';
}

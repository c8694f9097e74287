import type { AuditEvent, Instant, Membership, OutsideAccount, User, UserId } from '../../model/index.ts';

export interface OutsideAccountStore {
  /**
   * Returns the person of an account at another system, who is added with it if nobody has it. Name and address of a
   * person who began with the account follow it.
   *
   * @param person.userIds the ids that a new person may get: the first that nobody has
   * @param person.audit `added` is written for a new person, `changed` for a new name or address; both with their id
   */
  admitOutside(person: {
    source: string;
    subject: string;
    userIds: readonly UserId[];
    email: string;
    emailVerified: boolean;
    name: string;
    now: Instant;
    audit: { added: AuditEvent[]; changed: AuditEvent[] };
  }): Promise<{ user: User; added: boolean }>;
  outsideAccount(source: string, subject: string): Promise<OutsideAccount | null>;
  outsideAccountsOf(userId: UserId): Promise<OutsideAccount[]>;
  /** `exists`: the account is somebody’s, perhaps this person’s own. */
  linkOutside(account: OutsideAccount, audit: AuditEvent[]): Promise<'linked' | 'exists'>;
  /** `founding`: the person began with it, and could not sign in without it. */
  unlinkOutside(change: {
    userId: UserId;
    source: string;
    subject: string;
    audit: AuditEvent[];
  }): Promise<'unlinked' | 'founding' | 'unknown'>;
  /** As `addMembership`, for one that the source may take back. */
  giveMembership(
    membership: Omit<Membership, 'tenantName'>,
    source: string,
    audit: AuditEvent[],
  ): Promise<'added' | 'exists' | 'unknown'>;
  membershipsGivenBy(userId: UserId, source: string): Promise<Membership[]>;
}

import type {
  AuditEvent,
  Instant,
  Invitation,
  Mail,
  TenantId,
  TokenHash,
  User,
  UserId,
} from '../../model/index.ts';
import type { JudgedRoles } from '../members/verbs.ts';

/** A change by a manager, with the mails and rows that commit with it. */
interface ByManager {
  judged: JudgedRoles;
  mails: readonly Mail[];
  audit: AuditEvent[];
}

/** Invitations into tenants. `overtaken` as for roles: nothing was changed, and the change has to be judged again. */
export interface InvitationStore {
  /**
   * `exists`: the address has an open invitation into the tenant. `member`: it is a member's. `too_many`: the tenant has `most`
   * already.
   */
  invite(
    invited: ByManager & { invitation: Invitation; most: number },
  ): Promise<'invited' | 'exists' | 'member' | 'too_many' | 'overtaken'>;
  /** Returns a tenant's invitations by address, also those that have expired. */
  invitationsOf(tenantId: TenantId, limit: number): Promise<Invitation[]>;
  invitationIn(id: string, tenantId: TenantId): Promise<Invitation | null>;
  /** Returns an invitation that can be accepted. Uses nothing up. */
  invitation(hash: TokenHash, now: Instant): Promise<Invitation | null>;
  /** Gives an invitation another secret, by which alone it is accepted from then on. */
  renewInvitation(
    renewed: ByManager & Pick<Invitation, 'id' | 'tenantId' | 'hash' | 'invitedBy' | 'expiresAt'>,
  ): Promise<'renewed' | 'unknown' | 'overtaken'>;
  withdrawInvitation(withdrawn: {
    id: string;
    tenantId: TenantId;
    judged?: JudgedRoles;
    audit: AuditEvent[];
  }): Promise<'withdrawn' | 'unknown' | 'overtaken'>;
  /**
   * Uses an invitation up and makes the user a member, with a new account where `user` is given. Of simultaneous calls one does.
   * `gone`: it was used, replaced or withdrawn, or has expired. `taken`: somebody has an account with the address. `member`: the
   * user is one already; the invitation stays.
   */
  acceptInvitation(accepted: {
    hash: TokenHash;
    now: Instant;
    by: { user: User } | { userId: UserId };
    judged: JudgedRoles;
    audit: AuditEvent[];
  }): Promise<'accepted' | 'gone' | 'taken' | 'member' | 'overtaken'>;
}

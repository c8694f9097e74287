import type { Soon } from '../../lib/soon.ts';
import type {
  AuditEvent,
  Instant,
  PersonalToken,
  TenantId,
  TokenHash,
  User,
  UserId,
} from '../../model/index.ts';
import type { ActingFor } from '../acting-for/record.ts';
import type { Place } from '../grants/page.ts';

export interface PersonalTokenStore {
  /**
   * @param most the most valid ones that its user may have in the tenant, including this one; without it,
   * unlimited
   */
  createPersonalToken(
    token: PersonalToken,
    audit: AuditEvent[],
    most?: number,
  ): Promise<'created' | 'too_many'>;
  /** Returns a user's tokens in a tenant, newest first, older than the cursor, at most `limit` (100). */
  personalTokensOf(
    userId: UserId,
    tenantId: TenantId,
    page?: { before: Place | null; limit: number },
  ): Promise<PersonalToken[]>;
  revokePersonalToken(change: {
    id: string;
    userId: UserId;
    tenantId: TenantId;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'revoked' | 'unknown'>;
  personalToken(hash: TokenHash): Soon<(ActingFor & { token: PersonalToken }) | null>;
  /** Records a use, at most once a minute. */
  touchPersonalToken(id: string, now: Instant): Promise<void>;
  /** Returns the tokens of all members, newest first, older than the cursor, at most `limit`. */
  personalTokensOfTenant(
    tenantId: TenantId,
    limit: number,
    before?: Place | null,
  ): Promise<{ token: PersonalToken; user: User }[]>;
  /** Returns the tokens of all tenants, or of one person in all of them, newest first, older than the cursor, at most `limit`. */
  personalTokensPage(query: {
    userId: UserId | null;
    before: Place | null;
    limit: number;
  }): Promise<{ token: PersonalToken; user: User }[]>;
  /** Returns a token with its person, or `null`. */
  personalTokenById(id: string): Promise<{ token: PersonalToken; user: User } | null>;
  /** The same, and `null` too if it is another tenant's. */
  personalTokenOfTenant(id: string, tenantId: TenantId): Promise<{ token: PersonalToken; user: User } | null>;
}

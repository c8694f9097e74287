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
  /** @param most how many live ones its user may have in the tenant with it; without, as many as they like */
  createPersonalToken(
    token: PersonalToken,
    audit: AuditEvent[],
    most?: number,
  ): Promise<'created' | 'too_many'>;
  /** A person's tokens in a tenant, newest first, those older than one of them, at most `limit` (100). */
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
  personalToken(hash: TokenHash): Promise<(ActingFor & { token: PersonalToken }) | null>;
  /** Remembers a use, at most once a minute. */
  touchPersonalToken(id: string, now: Instant): Promise<void>;
  /** Everybody's, newest first, at most `limit`. */
  personalTokensOfTenant(tenantId: TenantId, limit: number): Promise<{ token: PersonalToken; user: User }[]>;
  /** One of them; `null` also when it is another tenant's. */
  personalTokenOfTenant(id: string, tenantId: TenantId): Promise<{ token: PersonalToken; user: User } | null>;
}

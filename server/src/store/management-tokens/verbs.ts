import type { AuditEvent, Instant, ManagementToken, TenantId, TokenHash } from '../../model/index.ts';
import type { Place } from '../grants/page.ts';

export interface ManagementTokenStore {
  createManagementToken(token: ManagementToken, audit: AuditEvent[]): Promise<void>;
  /** Returns the token, also if it was revoked or has expired. */
  managementTokenByHash(hash: TokenHash): Promise<ManagementToken | null>;
  managementToken(id: string): Promise<ManagementToken | null>;
  /** Returns the tokens of one tenant, or all of them, newest first, older than the cursor, at most `limit`. */
  managementTokens(page: {
    tenantId: TenantId | null;
    before: Place | null;
    limit: number;
  }): Promise<ManagementToken[]>;
  revokeManagementToken(change: {
    id: string;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'revoked' | 'unknown'>;
  /** Records a use, at most once a minute. */
  touchManagementToken(token: ManagementToken, now: Instant): Promise<void>;
}

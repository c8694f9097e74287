import type { Client, Grant, Instant, TenantId, User, UserId } from '../../model/index.ts';

/** The cursor of a list, newest first: creation time and id of the last row. */
export interface Place {
  createdAt: Instant;
  id: string;
}

export interface GrantPage {
  tenantId: TenantId;
  /** Only grants of this user. */
  userId?: UserId | undefined;
  /** Revoked ones, or all others. */
  revoked: boolean;
  before: Place | null;
  limit: number;
}

export interface GrantWithParties {
  grant: Grant;
  client: Client;
  user: User;
  /** The number of users with a live grant under its connected account; 0 without an account. */
  parts: number;
}

import type { Client, Grant, Instant, TenantId, User, UserId } from '../../model/index.ts';

/** Where a list that is newest first goes on: after the row that was made then and has this id. */
export interface Place {
  createdAt: Instant;
  id: string;
}

export interface GrantPage {
  tenantId: TenantId;
  /** Only those that this user gave. */
  userId?: UserId | undefined;
  /** Those that were revoked, or all others. */
  revoked: boolean;
  before: Place | null;
  limit: number;
}

export interface GrantWithParties {
  grant: Grant;
  client: Client;
  user: User;
  /** How many people's grants make up its connected account, without those that are revoked; 0 without an account. */
  parts: number;
}

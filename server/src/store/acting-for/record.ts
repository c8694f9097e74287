import type { Client, Grant, Tenant, User } from '../../model/index.ts';

/** The acting side of a token or connected account, as it is at this moment. */
export interface ActingFor {
  client: Client | null;
  user: User | null;
  tenant: Tenant | null;
  /** The user's role in that tenant now; `null` when they are no member (any more). */
  role: string | null;
  /** Permissions of that role if the tenant made it; `null` when the configuration defines it. */
  customPermissions: string[] | null;
  grant: Grant | null;
}

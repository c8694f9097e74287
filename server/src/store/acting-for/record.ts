import type { Client, Grant, Tenant, User } from '../../model/index.ts';

/** The client, user, tenant and grant of a token or connected account, as they are now. */
export interface ActingFor {
  client: Client | null;
  user: User | null;
  tenant: Tenant | null;
  /** The user's current role in that tenant; `null` if they are not a member. */
  role: string | null;
  /** Permissions of that role if the tenant made it; `null` if the configuration defines it. */
  customPermissions: string[] | null;
  grant: Grant | null;
}

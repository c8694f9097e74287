import type {
  Client,
  ClientSecret,
  CustomRole,
  PersonalToken,
  Tenant,
  TenantId,
  User,
  UserId,
} from '../../model/index.ts';
import type { InitialAccessToken } from '../clients/verbs.ts';

export interface SeedStore {
  /**
   * Writes `seed` once in the lifetime of this database, in one transaction; `false` if it was written
   * before.
   */
  seedOnce(seed: Seed): Promise<boolean>;
}

export interface Seed {
  tenants: Tenant[];
  users: User[];
  memberships: { tenantId: TenantId; userId: UserId; role: string }[];
  customRoles: CustomRole[];
  clients: { client: Client; secret: ClientSecret | null }[];
  personalTokens: PersonalToken[];
  initialAccessTokens: InitialAccessToken[];
}

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
  /** Runs `seed` once in the life of this database; `false` if it had run before. All of it or nothing. */
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

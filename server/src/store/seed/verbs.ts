import type { Client, ClientSecret, CustomRole, PersonalToken, Tenant, User } from '../../model/index.ts';
import type { InitialAccessToken } from '../clients/verbs.ts';

export interface SeedStore {
  /** Runs `seed` once in the life of this database; `false` if it had run before. All of it or nothing. */
  seedOnce(seed: Seed): Promise<boolean>;
}

export interface Seed {
  tenants: Tenant[];
  users: User[];
  memberships: { tenantId: string; userId: string; role: string }[];
  customRoles: CustomRole[];
  clients: { client: Client; secret: ClientSecret | null }[];
  personalTokens: PersonalToken[];
  initialAccessTokens: InitialAccessToken[];
}

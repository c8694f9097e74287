import type { Clock } from '../../lib/clock.ts';
import { clientSecrets, clients, initialAccessTokens } from '../clients/rows.ts';
import { insertClient, insertInitialAccessToken, insertSecret } from '../clients/statements.ts';
import { customRoles, memberships } from '../members/rows.ts';
import { insertMembership, saveCustomRole } from '../members/statements.ts';
import { seedMilestone } from '../milestones/statements.ts';
import { personalTokens } from '../personal-tokens/rows.ts';
import { insertPersonalToken } from '../personal-tokens/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { tenants } from '../tenants/rows.ts';
import { insertTenant } from '../tenants/statements.ts';
import { users } from '../users/rows.ts';
import { insertUser } from '../users/statements.ts';
import type { Seed, SeedStore } from './verbs.ts';

export function seedStore(db: Database, group: GroupCommit, clock: Clock): SeedStore {
  const plant = seeder(db, clock);

  return {
    seedOnce: (seed) => group.write(() => plant(seed)),
  };
}

/** Writes a seed once in the lifetime of the database. */
function seeder(db: Database, clock: Clock): (seed: Seed) => boolean {
  const milestone = db.run(seedMilestone);
  const insert = {
    tenant: db.run(insertTenant),
    user: db.run(insertUser),
    membership: db.run(insertMembership),
    customRole: db.run(saveCustomRole),
    client: db.run(insertClient),
    secret: db.run(insertSecret),
    personalToken: db.run(insertPersonalToken),
    initialAccessToken: db.run(insertInitialAccessToken),
  };
  return (seed) => {
    if (milestone({ name: 'seeded', at: clock.now() }) === 0) return false;
    for (const tenant of seed.tenants) insert.tenant(tenants.parameters(tenant));
    for (const user of seed.users) insert.user(users.parameters(user));
    for (const membership of seed.memberships) insert.membership(memberships.parameters(membership));
    for (const role of seed.customRoles) insert.customRole(customRoles.parameters(role));
    for (const { client, secret } of seed.clients) {
      insert.client(clients.parameters(client));
      if (secret) insert.secret(clientSecrets.parameters(secret));
    }
    for (const token of seed.personalTokens) insert.personalToken(personalTokens.parameters(token));
    for (const token of seed.initialAccessTokens) {
      insert.initialAccessToken(initialAccessTokens.parameters(token));
    }
    return true;
  };
}

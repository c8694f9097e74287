import type { Clock } from '../../lib/clock.ts';
import { EVERYTHING } from '../../rules/change/outdated.ts';
import { clientSecrets, clients, initialAccessTokens } from '../clients/rows.ts';
import { insertClient, insertInitialAccessToken, insertSecret } from '../clients/statements.ts';
import { customRoles, memberships } from '../members/rows.ts';
import { insertMembership, saveCustomRole } from '../members/statements.ts';
import { seedMilestone } from '../milestones/statements.ts';
import { personalTokens } from '../personal-tokens/rows.ts';
import { insertPersonalToken } from '../personal-tokens/statements.ts';
import { tenants } from '../tenants/rows.ts';
import { insertTenant } from '../tenants/statements.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { insertUser } from '../users/statements.ts';
import type { Seed, SeedStore } from './verbs.ts';

export function seedStore(db: Database, tx: Transactions, clock: Clock): SeedStore {
  const plant = seeder(db, clock);

  return {
    seedOnce: (seed) => tx.write(() => plant(seed)),
  };
}

/** Writes a seed once in the lifetime of the database. */
function seeder(db: Database, clock: Clock): (seed: Seed) => Steps<boolean> {
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
  return function* (seed) {
    if ((yield* milestone({ name: 'seeded', at: clock.now() })) === 0) return false;
    for (const tenant of seed.tenants) yield* insert.tenant(tenants.parameters(tenant));
    for (const user of seed.users) yield* insert.user(users.parameters(user));
    for (const membership of seed.memberships) yield* insert.membership(memberships.parameters(membership));
    for (const role of seed.customRoles) yield* insert.customRole(customRoles.parameters(role));
    for (const { client, secret } of seed.clients) {
      yield* insert.client(clients.parameters(client));
      if (secret) yield* insert.secret(clientSecrets.parameters(secret));
    }
    for (const token of seed.personalTokens) yield* insert.personalToken(personalTokens.parameters(token));
    for (const token of seed.initialAccessTokens) {
      yield* insert.initialAccessToken(initialAccessTokens.parameters(token));
    }
    yield { outdated: [EVERYTHING] };
    return true;
  };
}

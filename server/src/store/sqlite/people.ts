import type { Clock } from '../../lib/clock.ts';
import { isCurrent, lifeOf, MINUTE } from '../../lib/clock.ts';
import { insertClient, insertInitialAccessToken, insertSecret } from '../sql/clients.ts';
import { text } from '../sql/codecs.ts';
import { insertLogoutNotice as insertNotice } from '../sql/logout.ts';
import * as sql from '../sql/people.ts';
import { insertPersonalToken } from '../sql/personal-tokens.ts';
import type { RowReader } from '../sql/table.ts';
import {
  clientSecrets,
  clients,
  customRoles,
  initialAccessTokens,
  logoutNotices,
  memberships,
  personalTokens,
  sessions,
  tenants,
  users,
} from '../sql/tables.ts';
import type { PeopleStore, Seed } from '../store.ts';
import type { WriteAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';
import { roleJudge } from './judged-roles.ts';

export function peopleStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  clock: Clock,
): PeopleStore {
  const readMembership = (row: RowReader) => ({
    ...memberships.read(row),
    tenantName: text.read(row.next(), 'tenants.name'),
  });
  const userById = db.one(sql.userById, users.read);
  const userByEmail = db.one(sql.userByEmail, users.read);
  const membershipsOf = db.many(sql.membershipsOf, readMembership);
  const membership = db.one(sql.membership, readMembership);
  const readMember = (row: RowReader) => ({
    ...readMembership(row),
    email: text.read(row.next(), 'users.email'),
    name: text.read(row.next(), 'users.name'),
  });
  const membersOf = db.many(sql.membersOf, readMember);
  const member = db.one(sql.member, readMember);
  const judge = roleJudge(db);
  const tenantsAfter = db.many(sql.tenantsAfter, tenants.read);
  const tenantById = db.one(sql.tenantById, tenants.read);
  const addTenant = db.run(sql.addTenant);
  const addUser = db.run(sql.addUser);
  const addMembership = db.run(sql.addMembership);
  const setRole = db.run(sql.setRole);
  const customRolesOf = db.many(sql.customRolesOf, customRoles.read);
  const saveCustomRole = db.run(sql.saveCustomRole);
  const isRoleHeld = db.one(sql.isRoleHeld, () => true);
  const removeCustomRole = db.run(sql.removeCustomRole);
  const insertSession = db.run(sql.insertSession);
  const session = db.one(sql.sessionWithUser, (row) => ({
    session: sessions.read(row),
    user: users.read(row),
  }));
  const touchSession = db.run(sql.touchSession);
  const endSession = db.run(sql.endSession);
  const insertLogoutNotice = db.run(insertNotice);
  const plant = seeder(db, clock);

  return {
    seedOnce: (seed) => group.write(() => plant(seed)),

    tenants: async ({ after, limit }) => tenantsAfter({ after: after ?? '', limit }),
    tenantById: async (id) => tenantById({ id }),

    addTenant: (tenant, audit) =>
      group.write(() => {
        if (addTenant(tenants.parameters(tenant)) === 0) return 'exists';
        writeAudit(audit);
        return 'added';
      }),

    addUser: (user, audit) =>
      group.write(() => {
        if (addUser(users.parameters(user)) === 0) return 'exists';
        writeAudit(audit);
        return 'added';
      }),

    addMembership: (added, audit) =>
      group.write(() => {
        if (!tenantById({ id: added.tenantId }) || !userById({ id: added.userId })) return 'unknown';
        if (addMembership(memberships.parameters(added)) === 0) return 'exists';
        writeAudit(audit);
        return 'added';
      }),

    userById: async (id) => userById({ id }),
    userByEmail: async (email) => userByEmail({ email }),
    membershipsOf: async (userId) => membershipsOf({ userId }),
    membership: async (userId, tenantId) => membership({ userId, tenantId }),
    membersOf: async ({ tenantId, after, limit }) =>
      membersOf({ tenantId, name: after?.name ?? '', id: after?.userId ?? '', limit }),
    member: async (userId, tenantId) => member({ userId, tenantId }),
    isHeldByOther: async (roles, tenantId, userId) => judge.isHeldByOther(roles, tenantId, userId),

    setRole: ({ tenantId, userId, role, judged, audit }) =>
      group.write(() => {
        const problem = judge.ofMember(tenantId, userId, role, judged);
        if (problem) return problem;
        if (setRole({ tenantId, userId, role }) === 0) return 'unknown';
        writeAudit(audit);
        return 'changed';
      }),

    customRoles: async (tenantId) => customRolesOf({ tenantId }),

    saveCustomRole: (role, audit, judged) =>
      group.write(() => {
        const problem = judge.ofRoles(role.tenantId, judged);
        if (problem) return problem;
        saveCustomRole(customRoles.parameters(role));
        writeAudit(audit);
        return 'saved';
      }),

    removeCustomRole: ({ tenantId, name, judged, audit }) =>
      group.write(() => {
        const problem = judge.ofRoles(tenantId, judged);
        if (problem) return problem;
        if (isRoleHeld({ tenantId, name })) return 'in_use';
        if (removeCustomRole({ tenantId, name }) === 0) return 'unknown';
        writeAudit(audit);
        return 'removed';
      }),

    openSession: (opened, audit) =>
      group.write(() => {
        insertSession(sessions.parameters(opened));
        writeAudit(audit);
      }),

    async session(hash, now) {
      const found = session({ hash, now });
      if (!found || !isCurrent(lifeOf(found.session), now)) return null;
      if (now - found.session.lastSeenAt < MINUTE) return found;
      await group.write(() => touchSession({ hash, now }));
      return { ...found, session: { ...found.session, lastSeenAt: now } };
    },

    endSession: (hash, audit, notices = []) =>
      group.write(() => {
        if (endSession({ hash }) === 0) return;
        for (const notice of notices) insertLogoutNotice(logoutNotices.parameters(notice));
        writeAudit(audit);
      }),
  };
}

/** Plants everything a seed holds, once in the life of the database. */
function seeder(db: Database, clock: Clock): (seed: Seed) => boolean {
  const milestone = db.run(sql.seedMilestone);
  const insert = {
    tenant: db.run(sql.insertTenant),
    user: db.run(sql.insertUser),
    membership: db.run(sql.insertMembership),
    customRole: db.run(sql.saveCustomRole),
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

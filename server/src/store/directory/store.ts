import type { WriteAudit } from '../audit/writer.ts';
import { integer, text } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import { directoryGroups, directoryUsers, groupRoles } from './rows.ts';
import * as sql from './statements.ts';
import type { DirectoryStore } from './verbs.ts';

export function directoryStore(db: Database, tx: Transactions, writeAudit: WriteAudit): DirectoryStore {
  const user = db.one(sql.directoryUser, directoryUsers.read);
  const userNamed = db.one(sql.directoryUserNamed, directoryUsers.read);
  const withExternalId = db.many(sql.directoryUsersWithExternalId, directoryUsers.read);
  const userOf = db.one(sql.directoryUserOf, directoryUsers.read);
  const usersAfter = db.many(sql.directoryUsersAfter, directoryUsers.read);
  const countUsers = db.one(sql.countDirectoryUsers, (row) => integer.read(row.next(), 'count'));
  const insertUser = db.run(sql.insertDirectoryUser);
  const updateUser = db.run(sql.updateDirectoryUser);
  const removeUser = db.run(sql.removeDirectoryUser);
  const userNameTaken = db.one(sql.isUserNameTaken, () => true);
  const group = db.one(sql.directoryGroup, directoryGroups.read);
  const allGroups = db.many(sql.directoryGroupsAll, directoryGroups.read);
  const insertGroup = db.run(sql.insertDirectoryGroup);
  const updateGroup = db.run(sql.updateDirectoryGroup);
  const removeGroup = db.run(sql.removeDirectoryGroup);
  const groupNameTaken = db.one(sql.isGroupNameTaken, () => true);
  const membersOf = db.many(sql.membersOfGroup, (row) => text.read(row.next(), 'user_id'));
  const groupsOf = db.many(sql.groupsOfMember, directoryGroups.read);
  const insertMember = db.run(sql.insertGroupMember);
  const emptyGroup = db.run(sql.emptyGroup);
  const leaveGroups = db.run(sql.leaveGroups);
  const groupRolesOf = db.many(sql.groupRolesOf, groupRoles.read);
  const insertGroupRole = db.run(sql.insertGroupRole);
  const removeGroupRoles = db.run(sql.removeGroupRoles);

  return {
    groupRoles: (tenantId) => tx.read(() => groupRolesOf({ tenantId })),

    setGroupRoles: (tenantId, roles, audit) =>
      tx.write(function* () {
        yield* removeGroupRoles({ tenantId });
        for (const each of roles) yield* insertGroupRole(groupRoles.parameters(each));
        yield* writeAudit(audit);
      }),

    directoryUser: (tenantId, id) => tx.read(() => user({ tenantId, id })),
    directoryUserNamed: (tenantId, userName) => tx.read(() => userNamed({ tenantId, userName })),
    directoryUsersWithExternalId: (tenantId, externalId) =>
      tx.read(() => withExternalId({ tenantId, externalId })),
    directoryUserOf: (tenantId, userId) => tx.read(() => userOf({ tenantId, userId })),

    directoryUsers: (page) =>
      tx.read(function* () {
        const total = (yield* countUsers({ tenantId: page.tenantId })) ?? 0;
        return { users: yield* usersAfter(page), total };
      }),

    saveDirectoryUser: (saved, audit) =>
      tx.write(function* () {
        const { tenantId, id, userName } = saved;
        if (yield* userNameTaken({ tenantId, id, userName })) return 'taken';
        const changed = yield* updateUser(
          directoryUsers.parametersOf({
            tenantId,
            id,
            userName,
            externalId: saved.externalId,
            active: saved.active,
            resource: saved.resource,
            changedAt: saved.changedAt,
          }),
        );
        if (changed === 0 && (yield* insertUser(directoryUsers.parameters(saved))) === 0) return 'taken';
        yield* writeAudit(audit);
        return 'saved';
      }),

    removeDirectoryUser: ({ tenantId, id, audit }) =>
      tx.write(function* () {
        if ((yield* removeUser({ tenantId, id })) === 0) return 'unknown';
        yield* leaveGroups({ tenantId, userId: id });
        yield* writeAudit(audit);
        return 'removed';
      }),

    directoryGroup: (tenantId, id) =>
      tx.read(function* () {
        const found = yield* group({ tenantId, id });
        return found && { group: found, members: yield* membersOf({ tenantId, groupId: id }) };
      }),

    directoryGroups: (tenantId, limit) => tx.read(() => allGroups({ tenantId, limit })),
    directoryGroupsOf: (tenantId, userId) => tx.read(() => groupsOf({ tenantId, userId })),

    saveDirectoryGroup: (saved, members, audit) =>
      tx.write(function* () {
        const { tenantId, id, displayName, externalId, changedAt } = saved;
        if (yield* groupNameTaken({ tenantId, id, displayName })) return 'taken';
        const changes = { tenantId, id, displayName, externalId, changedAt };
        if ((yield* updateGroup(changes)) === 0) yield* insertGroup(directoryGroups.parameters(saved));
        yield* emptyGroup({ tenantId, groupId: id });
        for (const userId of members) yield* insertMember({ tenantId, groupId: id, userId });
        yield* writeAudit(audit);
        return 'saved';
      }),

    removeDirectoryGroup: ({ tenantId, id, audit }) =>
      tx.write(function* () {
        if ((yield* removeGroup({ tenantId, id })) === 0) return 'unknown';
        yield* emptyGroup({ tenantId, groupId: id });
        yield* writeAudit(audit);
        return 'removed';
      }),
  };
}

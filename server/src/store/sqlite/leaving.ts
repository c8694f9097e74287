import type { LeavingStore } from '../leaving-store.ts';
import * as sql from '../sql/leaving.ts';
import { insertLogoutNotice } from '../sql/logout.ts';
import type { RowReader } from '../sql/table.ts';
import { clients, logoutNotices, personalTokens, sessions, users } from '../sql/tables.ts';
import type { WriteAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';
import { roleJudge } from './judged-roles.ts';

export function leavingStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): LeavingStore {
  const judge = roleJudge(db);
  const removeMembership = db.run(sql.removeMembership);
  const revokeGrants = db.run(sql.revokeGrantsOfMember);
  const revokeTokens = db.run(sql.revokeTokensOfMember);
  const sessionsOf = db.many(sql.sessionsOf, sessions.read);
  const endSessions = db.run(sql.endSessionsOf);
  const insertNotice = db.run(insertLogoutNotice);
  const setPassword = db.run(sql.setPassword);
  const forgetPerson = db.run(sql.forgetPerson);
  const ofPerson = sql.ofPerson.map((statement) => db.run(statement));
  const ofTenant = sql.ofTenant.map((statement) => db.run(statement));
  const deleteTenant = db.run(sql.deleteTenant);
  const readToken = (row: RowReader) => ({ token: personalTokens.read(row), user: users.read(row) });
  const tokensOfTenant = db.many(sql.personalTokensOfTenant, readToken);
  const tokenOfTenant = db.one(sql.personalTokenOfTenant, readToken);
  const clientsOfTenant = db.many(sql.clientsOfTenant, clients.read);

  return {
    removeMember: ({ tenantId, userId, now, judged, audit }) =>
      group.write(() => {
        const problem = judge.ofMember(tenantId, userId, null, judged);
        if (problem) return problem;
        if (removeMembership({ tenantId, userId }) === 0) return 'unknown';
        revokeGrants({ tenantId, userId, now });
        revokeTokens({ tenantId, userId, now });
        writeAudit(audit);
        return 'removed';
      }),

    sessionsOf: async (userId, now) => sessionsOf({ userId, now }),

    endSessionsOf: ({ userId, keep, notices, audit }) =>
      group.write(() => {
        const ended = endSessions({ userId, keep });
        if (ended === 0) return 0;
        for (const notice of notices) insertNotice(logoutNotices.parameters(notice));
        writeAudit(audit);
        return ended;
      }),

    setPassword: ({ userId, passwordHash, keep, notices, audit }) =>
      group.write(() => {
        if (setPassword({ userId, passwordHash }) === 0) return 'unknown';
        endSessions({ userId, keep });
        for (const notice of notices) insertNotice(logoutNotices.parameters(notice));
        writeAudit(audit);
        return 'changed';
      }),

    deletePerson: ({ userId, audit }) =>
      group.write(() => {
        if (forgetPerson({ userId }) === 0) return 'unknown';
        for (const remove of ofPerson) remove({ userId });
        writeAudit(audit);
        return 'deleted';
      }),

    deleteTenant: ({ tenantId, audit }) =>
      group.write(() => {
        for (const remove of ofTenant) remove({ tenantId });
        if (deleteTenant({ tenantId }) === 0) return 'unknown';
        writeAudit(audit);
        return 'deleted';
      }),

    personalTokensOfTenant: async (tenantId, limit) => tokensOfTenant({ tenantId, limit }),
    personalTokenOfTenant: async (id, tenantId) => tokenOfTenant({ id, tenantId }),
    clientsOfTenant: async (tenantId, limit) => clientsOfTenant({ tenantId, limit }),
  };
}

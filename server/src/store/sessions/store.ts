import { isCurrent, lifeOf, MINUTE } from '../../lib/clock.ts';
import type { WriteAudit } from '../audit/store.ts';
import { logoutNotices } from '../logout-notices/rows.ts';
import { insertLogoutNotice } from '../logout-notices/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { users } from '../users/rows.ts';
import { sessions } from './rows.ts';
import * as sql from './statements.ts';
import type { SessionStore } from './verbs.ts';

export function sessionStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): SessionStore {
  const insertSession = db.run(sql.insertSession);
  const session = db.one(sql.sessionWithUser, (row) => ({
    session: sessions.read(row),
    user: users.read(row),
  }));
  const touchSession = db.run(sql.touchSession);
  const endSession = db.run(sql.endSession);
  const sessionsOf = db.many(sql.sessionsOf, sessions.read);
  const endSessions = db.run(sql.endSessionsOf);
  const insertNotice = db.run(insertLogoutNotice);

  return {
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
        for (const notice of notices) insertNotice(logoutNotices.parameters(notice));
        writeAudit(audit);
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
  };
}

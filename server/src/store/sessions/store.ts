import { isCurrent, lifeOf, MINUTE } from '../../lib/clock.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { logoutNotices } from '../logout-notices/rows.ts';
import { insertLogoutNotice } from '../logout-notices/statements.ts';
import type { Database, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { sessions } from './rows.ts';
import * as sql from './statements.ts';
import type { SessionStore } from './verbs.ts';

export function sessionStore(db: Database, tx: Transactions, writeAudit: WriteAudit): SessionStore {
  const insertSession = db.run(sql.insertSession);
  const session = db.one(sql.sessionWithUser, (row) => ({
    session: sessions.read(row),
    user: users.read(row),
  }));
  const touchSession = db.run(sql.touchSession);
  const endSession = db.run(sql.endSession);
  const sessionsOf = db.many(sql.sessionsOf, sessions.read);
  const endSessions = db.run(sql.endSessionsOf);
  const insertNotices = db.insertAll(insertLogoutNotice);

  return {
    openSession: (opened, audit) =>
      tx.append(function* () {
        yield* insertSession(sessions.parameters({ elsewhere: null, ...opened }));
        yield* writeAudit(audit);
      }),

    async session(hash, now) {
      const found = await tx.read(() => session({ hash, now }));
      if (!found || !isCurrent(lifeOf(found.session), now)) return null;
      if (now - found.session.lastSeenAt < MINUTE) return found;
      await tx.append(() => touchSession({ hash, now }));
      return { ...found, session: { ...found.session, lastSeenAt: now } };
    },

    endSession: (hash, audit, notices = []) =>
      tx.write(function* () {
        if ((yield* endSession({ hash })) === 0) return;
        yield* insertNotices(notices.map(logoutNotices.parameters));
        yield* writeAudit(audit);
      }),

    sessionsOf: (userId, now) => tx.read(() => sessionsOf({ userId, now })),

    endSessionsOf: ({ userId, keep, notices, audit }) =>
      tx.write(function* () {
        const ended = yield* endSessions({ userId, keep });
        if (ended === 0) return 0;
        yield* insertNotices(notices.map(logoutNotices.parameters));
        yield* writeAudit(audit);
        return ended;
      }),
  };
}

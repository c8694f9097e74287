import { clients } from '../clients/rows.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { logoutNotices } from './rows.ts';
import * as sql from './statements.ts';
import type { LogoutNoticeStore } from './verbs.ts';

export function logoutNoticeStore(db: Database, group: GroupCommit): LogoutNoticeStore {
  const clientsOfSession = db.many(sql.clientsOfSession, clients.read);
  const due = db.many(sql.dueLogoutNotices, logoutNotices.read);
  const postpone = db.run(sql.postponeLogoutNotice);
  const remove = db.run(sql.removeLogoutNotice);

  return {
    clientsOfSession: async (userId, sessionId) => clientsOfSession({ userId, sessionId }),

    // Checks with a read first: mostly there is nothing to send, so nothing is written.
    async takeLogoutNotices({ now, until, limit }) {
      if (due({ now, limit: 1 }).length === 0) return [];
      return group.write(() =>
        due({ now, limit }).map((notice) => {
          const taken = { ...notice, dueAt: until, attempts: notice.attempts + 1 };
          postpone({ id: taken.id, dueAt: taken.dueAt, attempts: taken.attempts });
          return taken;
        }),
      );
    },

    postponeLogoutNotice: ({ id, attempts }, dueAt) =>
      group.write(() => {
        postpone({ id, dueAt, attempts });
      }),

    removeLogoutNotice: (id) =>
      group.write(() => {
        remove({ id });
      }),
  };
}

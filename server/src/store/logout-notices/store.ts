import type { LogoutNotice } from '../../model/index.ts';
import { clients } from '../clients/rows.ts';
import type { Database, Transactions } from '../transactions.ts';
import { logoutNotices } from './rows.ts';
import * as sql from './statements.ts';
import type { LogoutNoticeStore } from './verbs.ts';

export function logoutNoticeStore(db: Database, tx: Transactions): LogoutNoticeStore {
  const clientsOfSession = db.many(sql.clientsOfSession, clients.read);
  const due = db.many(sql.dueLogoutNotices, logoutNotices.read);
  const postpone = db.run(sql.postponeLogoutNotice);
  const remove = db.run(sql.removeLogoutNotice);

  return {
    clientsOfSession: (userId, sessionId) => tx.read(() => clientsOfSession({ userId, sessionId })),

    // Checks with a read first: mostly there is nothing to send, so nothing is written.
    async takeLogoutNotices({ now, until, limit }) {
      if ((await tx.read(() => due({ now, limit: 1 }))).length === 0) return [];
      return tx.write(function* () {
        const taken: LogoutNotice[] = [];
        for (const notice of yield* due({ now, limit })) {
          const attempts = notice.attempts + 1;
          yield* postpone({ id: notice.id, dueAt: until, attempts });
          taken.push({ ...notice, dueAt: until, attempts });
        }
        return taken;
      });
    },

    postponeLogoutNotice: ({ id, attempts }, dueAt) =>
      tx.write(function* () {
        yield* postpone({ id, dueAt, attempts });
      }),

    removeLogoutNotice: (id) =>
      tx.write(function* () {
        yield* remove({ id });
      }),
  };
}

import { clients } from '../clients/rows.ts';
import type { Database, Transactions } from '../transactions.ts';
import { logoutNotices } from './rows.ts';
import * as sql from './statements.ts';
import type { LogoutNoticeStore } from './verbs.ts';

export function logoutNoticeStore(db: Database, tx: Transactions): LogoutNoticeStore {
  const clientsOfSession = db.many(sql.clientsOfSession, clients.read);
  const anyDue = db.one(sql.anyLogoutNoticeDue, () => true);
  const take = db.many(sql.takeLogoutNotices, logoutNotices.read);
  const postpone = db.run(sql.postponeLogoutNotice);
  const remove = db.run(sql.removeLogoutNotice);

  return {
    clientsOfSession: (userId, sessionId) => tx.read(() => clientsOfSession({ userId, sessionId })),

    // Checks with a read first: mostly there is nothing to send, so nothing is written.
    async takeLogoutNotices({ now, until, limit }) {
      if (!(await tx.read(() => anyDue({ now })))) return [];
      return tx.append(() => take({ now, until, limit }));
    },

    finishLogoutNotice: ({ id, attempts }, again) =>
      tx.write(function* () {
        if (again === null) yield* remove({ id, attempts });
        else yield* postpone({ id, attempts, dueAt: again });
      }),
  };
}

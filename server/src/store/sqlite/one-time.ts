import { isCurrent, lifeOf } from '../../lib/clock.ts';
import * as sql from '../sql/one-time.ts';
import { pushedRequests } from '../sql/tables.ts';
import type { OneTimeStore } from '../store.ts';
import type { WriteAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';

export function oneTimeStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): OneTimeStore {
  const useOnce = db.run(sql.useOnce);
  const insertPushedRequest = db.run(sql.insertPushedRequest);
  const pushedRequest = db.one(sql.pushedRequest, pushedRequests.read);
  const extendPushedRequest = db.run(sql.extendPushedRequest);
  const consumePushedRequest = db.run(sql.consumePushedRequest);

  return {
    useOnce: ({ purpose, key, expiresAt }) =>
      group.write(() => (useOnce({ key: `${purpose} ${key}`, expiresAt }) === 1 ? 'first' : 'seen')),

    pushRequest: (request, audit) =>
      group.write(() => {
        if (insertPushedRequest(pushedRequests.parameters(request)) !== 1) return 'exists';
        writeAudit(audit);
        return 'pushed';
      }),

    async pushedRequest(hash, now) {
      const found = pushedRequest({ hash });
      return found && found.consumedAt === null && isCurrent(lifeOf(found), now) ? found : null;
    },

    extendPushedRequest: (hash, until, now) =>
      group.write(() => {
        extendPushedRequest({ hash, until, now });
      }),

    consumePushedRequest: (hash, now) =>
      group.write(() => {
        const found = pushedRequest({ hash });
        if (!found || !isCurrent(lifeOf(found), now)) return found ? 'used' : 'unknown';
        return consumePushedRequest({ hash, now }) === 1 ? 'consumed' : 'used';
      }),
  };
}

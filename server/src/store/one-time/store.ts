import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { integer, text } from '../table/codecs.ts';
import type { RequestWriter } from './requests.ts';
import { pushedRequests } from './rows.ts';
import * as sql from './statements.ts';
import type { OneTimeStore } from './verbs.ts';

export function oneTimeStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  requests: RequestWriter,
): OneTimeStore {
  const useOnce = db.run(sql.useOnce);
  const insertPushedRequest = db.run(sql.insertPushedRequest);
  const extendPushedRequest = db.run(sql.extendPushedRequest);

  const setAside = db.run(sql.setAside);
  const aside = db.one(sql.aside, (row) => ({
    sealed: text.read(row.next(), 'sealed'),
    createdAt: integer.read(row.next(), 'created_at'),
    expiresAt: integer.read(row.next(), 'expires_at'),
  }));
  const removeAside = db.run(sql.removeAside);
  const anyExpiredAside = db.one(sql.anyExpiredAside, () => true);
  const removeExpiredAsides = db.run(sql.removeExpiredAsides);

  return {
    useOnce: ({ purpose, key, expiresAt }) =>
      group.write(() => (useOnce({ key: `${purpose} ${key}`, expiresAt }) === 1 ? 'first' : 'seen')),

    pushRequest: (request, audit) =>
      group.write(() => {
        if (insertPushedRequest(pushedRequests.parameters(request)) !== 1) return 'exists';
        writeAudit(audit);
        return 'pushed';
      }),

    pushedRequest: async (hash, now) => requests.open(hash, now),

    extendPushedRequest: (hash, until, now) =>
      group.write(() => {
        extendPushedRequest({ hash, until, now });
      }),

    consumePushedRequest: (hash, now, audit) =>
      group.write(() => {
        if (!requests.open(hash, now)) return requests.find(hash) ? 'used' : 'unknown';
        requests.consume(hash, now);
        writeAudit(audit);
        return 'consumed';
      }),

    setAside: (wanted) =>
      group.write(() => {
        setAside(wanted);
      }),

    takeAside: (key, now) =>
      group.write(() => {
        const found = aside({ key });
        if (!found) return null;
        removeAside({ key });
        return isCurrent(lifeOf(found), now) ? found.sealed : null;
      }),

    // Checks with a read first, so that an idle server writes nothing.
    dropAsides: async (now) =>
      anyExpiredAside({ now }) ? group.write(() => removeExpiredAsides({ now })) : 0,
  };
}

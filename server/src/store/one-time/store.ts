import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { integer, text } from '../table/codecs.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import type { RequestWriter } from './requests.ts';
import { pushedRequests } from './rows.ts';
import * as sql from './statements.ts';
import type { OneTimeStore } from './verbs.ts';

export function oneTimeStore(
  db: Database,
  tx: Transactions,
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

  function* firstUse({
    purpose,
    key,
    expiresAt,
  }: Parameters<OneTimeStore['useOnce']>[0]): Steps<'first' | 'seen'> {
    return (yield* useOnce({ key: `${purpose} ${key}`, expiresAt })) === 1 ? 'first' : 'seen';
  }

  return {
    useOnce: (use) => tx.write(() => firstUse(use)),

    pushRequest: (request, audit) =>
      tx.write(function* () {
        if ((yield* insertPushedRequest(pushedRequests.parameters(request))) !== 1) return 'exists';
        yield* writeAudit(audit);
        return 'pushed';
      }),

    pushedRequest: (hash, now) => tx.read(() => requests.open(hash, now)),

    extendPushedRequest: (hash, until, now) =>
      tx.write(function* () {
        yield* extendPushedRequest({ hash, until, now });
      }),

    consumePushedRequest: (hash, now, audit) =>
      tx.write(function* () {
        if (!(yield* requests.open(hash, now))) return (yield* requests.find(hash)) ? 'used' : 'unknown';
        yield* requests.consume(hash, now);
        yield* writeAudit(audit);
        return 'consumed';
      }),

    setAside: (wanted) =>
      tx.append(function* () {
        yield* setAside(wanted);
      }),

    takeAside: (key, now) =>
      tx.write(function* () {
        const found = yield* aside({ key });
        if (!found) return null;
        yield* removeAside({ key });
        return isCurrent(lifeOf(found), now) ? found.sealed : null;
      }),

    // Checks with a read first, so that an idle server writes nothing.
    dropAsides: async (now) =>
      (await tx.read(() => anyExpiredAside({ now }))) ? tx.chore(() => removeExpiredAsides({ now })) : 0,
  };
}

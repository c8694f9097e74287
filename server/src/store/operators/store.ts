import type { UserId } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { operators } from './rows.ts';
import * as sql from './statements.ts';
import type { OperatorStore } from './verbs.ts';

export function operatorStore(db: Database, tx: Transactions, writeAudit: WriteAudit): OperatorStore {
  const operator = db.one(sql.operator, operators.read);
  const all = db.many(sql.operatorsWithUsers, (row) => ({
    operator: operators.read(row),
    user: users.read(row),
  }));
  const set = db.run(sql.setOperator);
  const remove = db.run(sql.removeOperator);
  const otherOwner = db.one(sql.otherOwner, () => true);

  function* isLastOwner(userId: UserId): Steps<boolean> {
    const found = yield* operator({ userId });
    return found?.role === 'owner' && !(yield* otherOwner({ userId }));
  }

  return {
    operator: (userId) => tx.read(() => operator({ userId })),

    operators: () => tx.read(() => all({})),

    setOperator: (wanted, audit) =>
      tx.write(function* () {
        if (wanted.role !== 'owner' && (yield* isLastOwner(wanted.userId))) return 'last_owner';
        if ((yield* set(operators.parameters(wanted))) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'set';
      }),

    removeOperator: ({ userId, audit }) =>
      tx.write(function* () {
        if (yield* isLastOwner(userId)) return 'last_owner';
        if ((yield* remove({ userId })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'removed';
      }),
  };
}

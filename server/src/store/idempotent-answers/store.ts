import { nullable, text } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import * as sql from './statements.ts';
import type { IdempotentAnswerStore } from './verbs.ts';

export function idempotentAnswerStore(db: Database, tx: Transactions): IdempotentAnswerStore {
  const insert = db.run(sql.claimAnswer);
  const sealed = nullable(text);
  const find = db.one(sql.answer, (row) => ({
    fingerprint: text.read(row.next(), 'fingerprint'),
    sealed: sealed.read(row.next(), 'sealed'),
  }));
  const keep = db.run(sql.keepAnswer);
  const release = db.run(sql.releaseAnswer);

  return {
    claimAnswer: (claim) =>
      tx.write(function* () {
        if ((yield* insert(claim)) === 1) return { kind: 'first' };
        const seen = yield* find({ key: claim.key });
        // The first released it in between.
        return seen
          ? { kind: 'seen', ...seen }
          : { kind: 'seen', fingerprint: claim.fingerprint, sealed: null };
      }),

    keepAnswer: (key, answer) =>
      tx.append(function* () {
        yield* keep({ key, sealed: answer });
      }),

    releaseAnswer: (key) =>
      tx.append(function* () {
        yield* release({ key });
      }),
  };
}

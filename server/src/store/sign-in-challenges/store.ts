import { isCurrent, lifeOf } from '../../lib/clock.ts';
import { sameSecret } from '../../lib/compare.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { object } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import { signInChallenges } from './rows.ts';
import * as sql from './statements.ts';
import type { SignInChallengeStore } from './verbs.ts';

export function signInChallengeStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
): SignInChallengeStore {
  const insert = db.run(sql.insertSignInChallenge);
  const byHash = db.one(sql.signInChallenge, signInChallenges.read);
  const byAnswer = db.one(sql.signInChallengeByAnswer, signInChallenges.read);
  const answer = db.run(sql.answerSignInChallenge);
  const use = db.run(sql.useSignInChallenge);

  return {
    beginSignInChallenge: (challenge) =>
      tx.append(function* () {
        yield* insert(signInChallenges.parameters(challenge));
      }),

    async signInChallenge(hash, now) {
      const found = await tx.read(() => byHash({ hash }));
      return found && found.answerHash === null && isCurrent(lifeOf(found), now) ? found : null;
    },

    answerSignInChallenge: (given) =>
      tx.write(function* () {
        const found = yield* byHash({ hash: given.hash });
        if (!found || !isCurrent(lifeOf(found), given.now)) return 'unknown';
        const written = yield* answer({
          hash: given.hash,
          answerHash: given.answerHash,
          answer: object.write(given.answer),
        });
        if (written === 0) return 'answered';
        yield* writeAudit(given.audit);
        return 'taken';
      }),

    takeSignInChallenge: ({ answerHash, purpose, browserHash, now, audit }) =>
      tx.write(function* () {
        const found = yield* byAnswer({ answerHash });
        if (!found || found.purpose !== purpose || !isCurrent(lifeOf(found), now)) {
          return { outcome: 'unknown' };
        }
        if ((yield* use({ hash: found.hash, now })) === 0) return { outcome: 'used' };
        if (browserHash !== null && sameSecret(found.browserHash, browserHash)) {
          return { outcome: 'taken', challenge: found };
        }
        yield* writeAudit(audit);
        return { outcome: 'other_browser' };
      }),
  };
}

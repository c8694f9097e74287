import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { Instant, PushedRequest, TokenHash } from '../../model/index.ts';
import type { Database, Steps } from '../transactions.ts';
import { pushedRequests } from './rows.ts';
import * as sql from './statements.ts';

/** Reads pushed requests, and consumes them inside a transaction. */
export interface RequestWriter {
  find(hash: TokenHash): Steps<PushedRequest | null>;
  /** Returns the same if it is neither expired nor used. */
  open(hash: TokenHash, now: Instant): Steps<PushedRequest | null>;
  consume(hash: TokenHash, now: Instant): Steps<unknown>;
}

export function requestWriter(db: Database): RequestWriter {
  const one = db.one(sql.pushedRequest, pushedRequests.read);
  const consume = db.run(sql.consumePushedRequest);
  return {
    find: (hash) => one({ hash }),
    *open(hash, now) {
      const found = yield* one({ hash });
      return found && found.consumedAt === null && isCurrent(lifeOf(found), now) ? found : null;
    },
    consume: (hash, now) => consume({ hash, now }),
  };
}

import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { Instant, LinkPurpose, MailedLink, TokenHash } from '../../model/index.ts';
import type { Database, Steps } from '../transactions.ts';
import { mailedLinks } from './rows.ts';
import * as sql from './statements.ts';

/** Reads a mailed link if it is for this purpose and works still. */
export type CurrentLink = (hash: TokenHash, purpose: LinkPurpose, now: Instant) => Steps<MailedLink | null>;

export function currentLinkReader(db: Database): CurrentLink {
  const one = db.one(sql.mailedLink, mailedLinks.read);
  return function* current(hash, purpose, now) {
    const found = yield* one({ hash, purpose });
    return found && isCurrent(lifeOf(found), now) ? found : null;
  };
}

import type { TokenHash, UserId } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { logoutNotices } from '../logout-notices/rows.ts';
import { insertLogoutNotice } from '../logout-notices/statements.ts';
import { removeLinksOf } from '../mailed-links/statements.ts';
import type { WriteMails } from '../mails/store.ts';
import { endSessionsOf } from '../sessions/statements.ts';
import type { Database, Steps } from '../transactions.ts';
import { setPassword as setPasswordSql } from './statements.ts';
import type { PasswordChange } from './verbs.ts';

/** Replaces a password inside a verb, with everything that ends by that. Returns whether there is such a user. */
export type PasswordWriter = (
  change: PasswordChange & { userId: UserId; keep: TokenHash | null },
) => Steps<boolean>;

export function passwordWriter(db: Database, writeAudit: WriteAudit, writeMails: WriteMails): PasswordWriter {
  const setPassword = db.run(setPasswordSql);
  const endSessions = db.run(endSessionsOf);
  const insertNotices = db.insertAll(insertLogoutNotice);
  const removeLinks = db.run(removeLinksOf);

  return function* ({ userId, passwordHash, keep, notices, mails = [], audit }) {
    if ((yield* setPassword({ userId, passwordHash })) === 0) return false;
    yield* endSessions({ userId, keep });
    yield* removeLinks({ userId, purpose: 'reset' });
    yield* insertNotices(notices.map(logoutNotices.parameters));
    yield* writeMails(mails);
    yield* writeAudit(audit);
    return true;
  };
}

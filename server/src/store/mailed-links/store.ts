import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { Instant, LinkPurpose, MailedLink, TokenHash } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { WriteMails } from '../mails/store.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import type { PasswordWriter } from '../users/password-writer.ts';
import { mailedLinks } from './rows.ts';
import * as sql from './statements.ts';
import type { MailedLinkStore } from './verbs.ts';

export function mailedLinkStore(
  db: Database,
  tx: Transactions,
  {
    writeAudit,
    writeMails,
    setPassword,
  }: { writeAudit: WriteAudit; writeMails: WriteMails; setPassword: PasswordWriter },
): MailedLinkStore {
  const insert = db.run(sql.insertMailedLink);
  const one = db.one(sql.mailedLink, mailedLinks.read);

  function* current(hash: TokenHash, purpose: LinkPurpose, now: Instant): Steps<MailedLink | null> {
    const found = yield* one({ hash, purpose });
    return found && isCurrent(lifeOf(found), now) ? found : null;
  }

  return {
    mailLink: (mailed, audit) =>
      tx.write(function* () {
        if (mailed) {
          if (mailed.link) yield* insert(mailedLinks.parameters(mailed.link));
          yield* writeMails(mailed.mails);
        }
        yield* writeAudit(audit);
      }),

    mailedLink: (hash, purpose, now) => tx.read(() => current(hash, purpose, now)),

    resetPassword: ({ hash, now, ...change }) =>
      tx.write(function* () {
        const link = yield* current(hash, 'reset', now);
        if (!link?.userId) return 'gone';
        // It takes the link away with all others, after the row of the user: two links at once never wait for each other.
        return (yield* setPassword({ ...change, userId: link.userId, keep: null })) ? 'changed' : 'gone';
      }),
  };
}

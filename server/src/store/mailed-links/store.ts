import type { LinkPurpose, UserId } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { WriteMails } from '../mails/store.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import type { PasswordWriter } from '../users/password-writer.ts';
import { users } from '../users/rows.ts';
import {
  setEmail as setEmailSql,
  userByEmail as userByEmailSql,
  userById as userByIdSql,
} from '../users/statements.ts';
import { currentLinkReader } from './current.ts';
import { mailedLinks } from './rows.ts';
import * as sql from './statements.ts';
import type { AddressOutcome, MailedLinkStore } from './verbs.ts';

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
  const current = currentLinkReader(db);
  const removeLinks = db.run(sql.removeLinksOf);
  const userById = db.one(userByIdSql, users.read);
  const userByEmail = db.one(userByEmailSql, users.read);
  const setEmail = db.run(setEmailSql);

  /** Every link of the user that goes to, or is about, an address that counts no longer ends. */
  function* move(userId: UserId, email: string, ends: readonly LinkPurpose[]): Steps<AddressOutcome> {
    const other = yield* userByEmail({ email });
    if (other && other.id !== userId) return 'taken';
    yield* setEmail({ userId, email });
    for (const purpose of ends) yield* removeLinks({ userId, purpose });
    return 'changed';
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

    confirmAddress: ({ hash, now, from, undo, mails, audit }) =>
      tx.write(function* () {
        const link = yield* current(hash, 'address', now);
        const user = link?.userId ? yield* userById({ id: link.userId }) : null;
        if (!link || user?.email !== from) return 'gone';
        const outcome = yield* move(user.id, link.email, ['address', 'reset']);
        if (outcome !== 'changed') return outcome;
        yield* insert(mailedLinks.parameters(undo));
        yield* writeMails(mails);
        yield* writeAudit(audit);
        return outcome;
      }),

    undoAddress: ({ hash, now, ...change }) =>
      tx.write(function* () {
        const link = yield* current(hash, 'undo_address', now);
        if (!link?.userId) return 'gone';
        const { userId, email } = link;
        const outcome = yield* move(userId, email, ['address', 'undo_address']);
        if (outcome !== 'changed') return outcome;
        return (yield* setPassword({ ...change, userId, keep: null })) ? outcome : 'gone';
      }),
  };
}

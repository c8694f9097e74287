import type { Mail } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { mails } from './rows.ts';
import * as sql from './statements.ts';
import type { MailStore } from './verbs.ts';

const MOST_COUNTED = 10_000;

/** Writes mails inside a verb, so that they commit with the change or not at all. */
export type WriteMails = (mails: readonly Mail[]) => Steps<void>;

export function mailWriter(db: Database): WriteMails {
  const insert = db.insertAll(sql.insertMail);
  return function* (written) {
    yield* insert(written.map(mails.parameters));
  };
}

export function mailStore(db: Database, tx: Transactions, writeAudit: WriteAudit): MailStore {
  const anyDue = db.one(sql.anyMailDue, () => true);
  const newest = db.many(sql.newestMails, mails.read);
  const count = db.one(sql.countMails, (row) => integer.read(row.next(), 'count'));
  const take = db.many(sql.takeMails, mails.read);
  const postpone = db.run(sql.postponeMail);
  const remove = db.run(sql.removeMail);

  return {
    mails: (limit) => tx.read(() => newest({ limit })),

    mailsWaiting: async () => (await tx.read(() => count({ limit: MOST_COUNTED }))) ?? 0,

    async takeMails({ now, until, limit }) {
      // Looking is a read: most of the time there is nothing to send, and nothing is written.
      if (limit <= 0 || !(await tx.read(() => anyDue({ now })))) return [];
      return tx.append(() => take({ now, until, limit }));
    },

    finishMail: ({ mail: { id, attempts }, sent, answer, again, audit }) =>
      tx.write(function* () {
        if (!sent && again !== null) {
          return (yield* postpone({ id, attempts, dueAt: again, answer })) > 0 ? 'again' : 'stale';
        }
        if ((yield* remove({ id, attempts })) === 0) return 'stale';
        if (sent) return 'sent';
        yield* writeAudit(audit);
        return 'given_up';
      }),
  };
}

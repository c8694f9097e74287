import type { Mail } from '../../model/index.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { mails } from './rows.ts';
import * as sql from './statements.ts';
import type { MailStore } from './verbs.ts';

/** Writes mails inside a verb, so that they commit with the change or not at all. */
export type WriteMails = (mails: readonly Mail[]) => void;

export function mailWriter(db: Database): WriteMails {
  const insert = db.run(sql.insertMail);
  return (written) => {
    for (const mail of written) insert(mails.parameters(mail));
  };
}

export function mailStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): MailStore {
  const due = db.many(sql.dueMails, mails.read);
  const newest = db.many(sql.newestMails, mails.read);
  const take = db.run(sql.takeMail);
  const postpone = db.run(sql.postponeMail);
  const remove = db.run(sql.removeMail);

  return {
    mails: async (limit) => newest({ limit }),

    async takeMails({ now, until, limit }) {
      // Looking is a read: most of the time there is nothing to send, and nothing is written.
      if (limit <= 0 || due({ now, limit: 1 }).length === 0) return [];
      return group.write(() =>
        due({ now, limit }).map((mail) => {
          const attempts = mail.attempts + 1;
          take({ id: mail.id, attempts, dueAt: until });
          return { ...mail, attempts, dueAt: until };
        }),
      );
    },

    finishMail: ({ mail: { id, attempts }, sent, answer, again, audit }) =>
      group.write(() => {
        if (!sent && again !== null) {
          return postpone({ id, attempts, dueAt: again, answer }) > 0 ? 'again' : 'stale';
        }
        if (remove({ id, attempts }) === 0) return 'stale';
        if (sent) return 'sent';
        writeAudit(audit);
        return 'given_up';
      }),
  };
}

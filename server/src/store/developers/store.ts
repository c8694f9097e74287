import type { WriteAudit } from '../audit/writer.ts';
import { currentLinkReader } from '../mailed-links/current.ts';
import { removeMailedLink } from '../mailed-links/statements.ts';
import type { WriteMails } from '../mails/store.ts';
import type { RowReader } from '../table/row.ts';
import { placeOf } from '../table/table.ts';
import type { Database, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { addUser as addUserSql } from '../users/statements.ts';
import { developers } from './rows.ts';
import * as sql from './statements.ts';
import type { DeveloperStore } from './verbs.ts';

export function developerStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  writeMails: WriteMails,
): DeveloperStore {
  const one = db.one(sql.developer, developers.read);
  const read = (row: RowReader) => ({
    developer: developers.read(row),
    user: users.read(row),
  });
  const page = db.many(sql.developersPage, read);
  const pageOf = db.many(sql.developersPageOf, read);
  const insert = db.run(sql.insertDeveloper);
  const decide = db.run(sql.decideDeveloper);
  const currentLink = currentLinkReader(db);
  const removeLink = db.run(removeMailedLink);
  const addUser = db.run(addUserSql);

  return {
    developer: (userId) => tx.read(() => one({ userId })),

    developersPage: ({ state, before, limit }) => {
      const place = { ...placeOf(before), limit };
      return tx.read(() => (state === undefined ? page(place) : pageOf({ ...place, state })));
    },

    signUpDeveloper: ({ hash, now, user, developer, mails, audit }) =>
      tx.write(function* () {
        if (!(yield* currentLink(hash, 'sign_up', now))) return 'gone';
        if ((yield* removeLink({ hash })) === 0) return 'gone';
        if ((yield* addUser(users.parameters(user))) === 0) return 'taken';
        yield* insert(developers.parameters(developer));
        yield* writeMails(mails);
        yield* writeAudit(audit);
        return 'signed_up';
      }),

    addDeveloper: ({ developer, mails, audit }) =>
      tx.write(function* () {
        const { userId } = developer;
        if (yield* one({ userId })) return 'exists';
        if ((yield* insert(developers.parameters(developer))) === 0) return 'unknown';
        yield* writeMails(mails);
        yield* writeAudit(audit);
        return 'added';
      }),

    decideDeveloper: ({ userId, from, to: state, reason, now, mails, audit }) =>
      tx.write(function* () {
        if ((yield* decide({ userId, from, state, reason, now })) === 0)
          return (yield* one({ userId })) ? 'overtaken' : 'unknown';
        yield* writeMails(mails);
        yield* writeAudit(audit);
        return 'decided';
      }),
  };
}

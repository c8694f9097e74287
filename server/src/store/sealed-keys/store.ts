import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { text } from '../table/codecs.ts';
import { sealedKeys } from './rows.ts';
import * as sql from './statements.ts';
import type { SealedKeyStore } from './verbs.ts';

export function sealedKeyStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): SealedKeyStore {
  const keysFor = db.many(sql.sealedKeysFor, sealedKeys.read);
  const anySince = db.one(sql.anyKeySince, (row) => text.read(row.next(), 'sealed_keys.id'));
  const insert = db.run(sql.insertSealedKey);
  const remove = db.run(sql.removeSealedKey);
  const reseal = db.run(sql.resealKey);

  return {
    sealedKeys: async (purpose) => keysFor({ purpose }),

    addSealedKey: (key, unlessNewerThan, audit = []) =>
      group.write(() => {
        const { purpose, algorithm } = key;
        if (anySince({ purpose, algorithm, since: unlessNewerThan }) !== null) return 'exists';
        insert(sealedKeys.parameters(key));
        writeAudit(audit);
        return 'added';
      }),

    removeSealedKey: (id) =>
      group.write(() => {
        remove({ id });
      }),

    resealKeys: (keys, audit = []) =>
      group.write(() => {
        for (const { id, sealed } of keys) reseal({ id, sealed });
        writeAudit(audit);
      }),
  };
}

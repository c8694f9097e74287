import { text } from '../sql/codecs.ts';
import * as sql from '../sql/secrets.ts';
import { sealedKeys } from '../sql/tables.ts';
import type { SecretStore } from '../store.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';

export function secretStore(db: Database, group: GroupCommit): SecretStore {
  const keysFor = db.many(sql.sealedKeysFor, sealedKeys.read);
  const anySince = db.one(sql.anyKeySince, (row) => text.read(row.next(), 'sealed_keys.id'));
  const insert = db.run(sql.insertSealedKey);
  const remove = db.run(sql.removeSealedKey);
  const reseal = db.run(sql.resealKey);

  return {
    sealedKeys: async (purpose) => keysFor({ purpose }),

    addSealedKey: (key, unlessNewerThan) =>
      group.write(() => {
        const { purpose, algorithm } = key;
        if (anySince({ purpose, algorithm, since: unlessNewerThan }) !== null) return 'exists';
        insert(sealedKeys.parameters(key));
        return 'added';
      }),

    removeSealedKey: (id) =>
      group.write(() => {
        remove({ id });
      }),

    resealKey: (id, sealed) =>
      group.write(() => {
        reseal({ id, sealed });
      }),
  };
}

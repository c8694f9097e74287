import type { WriteAudit } from '../audit/writer.ts';
import { text } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import { sealedKeys } from './rows.ts';
import * as sql from './statements.ts';
import type { SealedKeyStore } from './verbs.ts';

export function sealedKeyStore(db: Database, tx: Transactions, writeAudit: WriteAudit): SealedKeyStore {
  const keysFor = db.many(sql.sealedKeysFor, sealedKeys.read);
  const anySince = db.one(sql.anyKeySince, (row) => text.read(row.next(), 'sealed_keys.id'));
  const insert = db.run(sql.insertSealedKey);
  const remove = db.run(sql.removeSealedKey);
  const reseal = db.run(sql.resealKey);

  return {
    sealedKeys: (purpose) => tx.read(() => keysFor({ purpose })),

    addSealedKey: (key, unlessNewerThan, audit = []) =>
      tx.write(function* () {
        const { purpose, algorithm } = key;
        if ((yield* anySince({ purpose, algorithm, since: unlessNewerThan })) !== null) return 'exists';
        yield* insert(sealedKeys.parameters(key));
        yield* writeAudit(audit);
        return 'added';
      }),

    removeSealedKey: (id) =>
      tx.write(function* () {
        yield* remove({ id });
      }),

    resealKeys: (keys, audit = []) =>
      tx.write(function* () {
        for (const { id, sealed } of keys) yield* reseal({ id, sealed });
        yield* writeAudit(audit);
      }),
  };
}

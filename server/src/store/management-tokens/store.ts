import { MINUTE } from '../../lib/clock.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { placeOf } from '../table/table.ts';
import type { Database, Transactions } from '../transactions.ts';
import { managementTokens } from './rows.ts';
import * as sql from './statements.ts';
import type { ManagementTokenStore } from './verbs.ts';

export function managementTokenStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
): ManagementTokenStore {
  const insert = db.run(sql.insertManagementToken);
  const byHash = db.one(sql.managementTokenByHash, managementTokens.read);
  const byId = db.one(sql.managementToken, managementTokens.read);
  const page = db.many(sql.managementTokensPage, managementTokens.read);
  const revoke = db.run(sql.revokeManagementToken);
  const touch = db.run(sql.touchManagementToken);

  return {
    createManagementToken: (token, audit) =>
      tx.append(function* () {
        yield* insert(managementTokens.parameters(token));
        yield* writeAudit(audit);
      }),

    managementTokenByHash: (hash) => tx.read(() => byHash({ hash })),

    managementToken: (id) => tx.read(() => byId({ id })),

    managementTokens: ({ tenantId, before, limit }) =>
      tx.read(() => page({ tenantId, ...placeOf(before), limit })),

    revokeManagementToken: ({ id, now, audit }) =>
      tx.write(function* () {
        if ((yield* revoke({ id, now })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'revoked';
      }),

    async touchManagementToken({ id, lastUsedAt }, now) {
      if (lastUsedAt !== null && now - lastUsedAt < MINUTE) return;
      await tx.append(() => touch({ id, now }));
    },
  };
}

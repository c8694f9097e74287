import type { WriteAudit } from '../audit/writer.ts';
import { tenants } from '../tenants/rows.ts';
import { tenantById as tenantByIdSql } from '../tenants/statements.ts';
import type { Database, Transactions } from '../transactions.ts';
import { tenantProviders } from './rows.ts';
import * as sql from './statements.ts';
import type { TenantProviderStore } from './verbs.ts';

export function tenantProviderStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
): TenantProviderStore {
  const provider = db.one(sql.tenantProvider, tenantProviders.read);
  const tenantById = db.one(tenantByIdSql, tenants.read);
  const set = db.run(sql.setTenantProvider);
  const remove = db.run(sql.removeTenantProvider);

  return {
    tenantProvider: (tenantId) => tx.read(() => provider({ tenantId })),

    setTenantProvider: (wanted, audit) =>
      tx.write(function* () {
        if (!(yield* tenantById({ id: wanted.tenantId }))) return 'unknown';
        yield* set(tenantProviders.parameters(wanted));
        yield* writeAudit(audit);
        return 'set';
      }),

    removeTenantProvider: (tenantId, audit) =>
      tx.write(function* () {
        if ((yield* remove({ tenantId })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'removed';
      }),
  };
}

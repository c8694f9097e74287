import type { AuditEvent, Client } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { clientDeletion } from '../clients/deletion.ts';
import { clients } from '../clients/rows.ts';
import { clientsOfTenant } from '../clients/statements.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfTenant } from '../grants/statements.ts';
import { LAST_CHARACTER } from '../table/prefix.ts';
import type { Database, Transactions } from '../transactions.ts';
import { tenants } from './rows.ts';
import * as sql from './statements.ts';
import type { TenantStore } from './verbs.ts';

export function tenantStore(db: Database, tx: Transactions, writeAudit: WriteAudit): TenantStore {
  const tenantsAfter = db.many(sql.tenantsAfter, tenants.read);
  const tenantsLike = db.many(sql.tenantsLike, tenants.read);
  const tenantById = db.one(sql.tenantById, tenants.read);
  const addTenant = db.run(sql.addTenant);
  const renameTenant = db.run(sql.renameTenant);
  const ofTenant = sql.ofTenant.map((statement) => db.run(statement));
  const endGrants = endingWithTheirGrants(db, writeAudit, liveGrantsOfTenant);
  const clientsOf = db.many(clientsOfTenant, clients.read);
  const deleteClient = clientDeletion(db, writeAudit);
  const deleteTenant = db.run(sql.deleteTenant);

  return {
    tenants: ({ search = null, after, limit }) => {
      const place = { after: after ?? '', limit };
      return tx.read(() =>
        search === null
          ? tenantsAfter(place)
          : tenantsLike({ ...place, prefix: search, end: LAST_CHARACTER }),
      );
    },

    tenantById: (id) => tx.read(() => tenantById({ id })),

    addTenant: (tenant, audit) =>
      tx.write(function* () {
        if ((yield* addTenant(tenants.parameters(tenant))) === 0) return 'exists';
        yield* writeAudit(audit);
        return 'added';
      }),

    renameTenant: ({ tenantId, name, from, audit }) =>
      tx.write(function* () {
        if ((yield* renameTenant({ tenantId, name, from })) === 0) {
          return (yield* tenantById({ id: tenantId })) ? 'overtaken' : 'unknown';
        }
        yield* writeAudit(audit);
        return 'renamed';
      }),

    deleteTenant: ({ tenantId, audit }) =>
      tx.write(function* () {
        yield* endGrants({ tenantId }, audit, function* () {
          for (const remove of ofTenant) yield* remove({ tenantId });
          for (const client of yield* clientsOf({ tenantId, limit: Number.MAX_SAFE_INTEGER })) {
            yield* deleteClient(
              client.id,
              audit.slice(0, 1).map((cause) => deletedWith(cause, client)),
            );
          }
        });
        if ((yield* deleteTenant({ tenantId })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'deleted';
      }),
  };
}

function deletedWith(cause: AuditEvent, { id: clientId, tenantId, mode, name }: Client): AuditEvent {
  return { ...cause, kind: 'client.deleted', clientId, tenantId, mode, detail: { name, cause: cause.kind } };
}

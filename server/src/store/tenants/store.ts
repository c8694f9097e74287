import type { AuditEvent, Client } from '../../model/index.ts';
import type { WriteAudit } from '../audit/store.ts';
import { clientDeletion } from '../clients/deletion.ts';
import { clients } from '../clients/rows.ts';
import { clientsOfTenant } from '../clients/statements.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfTenant } from '../grants/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { tenants } from './rows.ts';
import * as sql from './statements.ts';
import type { TenantStore } from './verbs.ts';

export function tenantStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): TenantStore {
  const tenantsAfter = db.many(sql.tenantsAfter, tenants.read);
  const tenantById = db.one(sql.tenantById, tenants.read);
  const addTenant = db.run(sql.addTenant);
  const ofTenant = sql.ofTenant.map((statement) => db.run(statement));
  const endGrants = endingWithTheirGrants(db, writeAudit, liveGrantsOfTenant);
  const clientsOf = db.many(clientsOfTenant, clients.read);
  const deleteClient = clientDeletion(db, writeAudit);
  const deleteTenant = db.run(sql.deleteTenant);

  return {
    tenants: async ({ after, limit }) => tenantsAfter({ after: after ?? '', limit }),

    tenantById: async (id) => tenantById({ id }),

    addTenant: (tenant, audit) =>
      group.write(() => {
        if (addTenant(tenants.parameters(tenant)) === 0) return 'exists';
        writeAudit(audit);
        return 'added';
      }),

    deleteTenant: ({ tenantId, audit }) =>
      group.write(() => {
        endGrants({ tenantId }, audit, () => {
          for (const remove of ofTenant) remove({ tenantId });
          for (const client of clientsOf({ tenantId, limit: Number.MAX_SAFE_INTEGER })) {
            deleteClient(
              client.id,
              audit.slice(0, 1).map((cause) => deletedWith(cause, client)),
            );
          }
        });
        if (deleteTenant({ tenantId }) === 0) return 'unknown';
        writeAudit(audit);
        return 'deleted';
      }),
  };
}

function deletedWith(cause: AuditEvent, { id: clientId, tenantId, mode, name }: Client): AuditEvent {
  return { ...cause, kind: 'client.deleted', clientId, tenantId, mode, detail: { name, cause: cause.kind } };
}

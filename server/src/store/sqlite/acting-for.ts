import { list, nullable, text } from '../sql/codecs.ts';
import type { RowReader } from '../sql/table.ts';
import { clients, grants, tenants, users } from '../sql/tables.ts';
import type { ActingFor } from '../store.ts';

const roleCodec = nullable(text);
const permissionsCodec = nullable(list());

/** Reads what `actingForColumns` selects. */
export function readActingFor(row: RowReader): ActingFor {
  return { client: clients.readOptional(row), ...readActor(row), grant: grants.readOptional(row) };
}

/** The person, their tenant and their place in it. */
export function readActor(row: RowReader): Omit<ActingFor, 'client' | 'grant'> {
  return {
    user: users.readOptional(row),
    tenant: tenants.readOptional(row),
    role: roleCodec.read(row.next(), 'memberships.role'),
    customPermissions: permissionsCodec.read(row.next(), 'custom_roles.permissions'),
  };
}

import { clients } from '../clients/rows.ts';
import { grants } from '../grants/rows.ts';
import { list, nullable, text } from '../table/codecs.ts';
import type { RowReader } from '../table/row.ts';
import { tenants } from '../tenants/rows.ts';
import { users } from '../users/rows.ts';
import type { ActingFor } from './record.ts';

const roleCodec = nullable(text);
const permissionsCodec = nullable(list());

/** Reads the columns of `actingForColumns`. */
export function readActingFor(row: RowReader): ActingFor {
  return { client: clients.readOptional(row), ...readActor(row), grant: grants.readOptional(row) };
}

/** Reads the user, their tenant and their membership. */
export function readActor(row: RowReader): Omit<ActingFor, 'client' | 'grant'> {
  return {
    user: users.readOptional(row),
    tenant: tenants.readOptional(row),
    role: roleCodec.read(row.next(), 'memberships.role'),
    customPermissions: permissionsCodec.read(row.next(), 'custom_roles.permissions'),
  };
}

import type { CustomRole, Member, Membership } from '../../model/index.ts';
import { branded, list, text } from '../table/codecs.ts';
import type { RowReader } from '../table/row.ts';
import { table } from '../table/table.ts';

export const memberships = table<Omit<Membership, 'tenantName'>>('memberships', {
  tenantId: branded(),
  userId: branded(),
  role: text,
});

export const customRoles = table<CustomRole>('custom_roles', {
  tenantId: branded(),
  name: text,
  title: text,
  permissions: list(),
});

/** With the tenant's name behind. */
export function readMembership(row: RowReader): Membership {
  return { ...memberships.read(row), tenantName: text.read(row.next(), 'tenants.name') };
}

/** With the user's e-mail address and name behind that. */
export function readMember(row: RowReader): Member {
  const membership = readMembership(row);
  const email = text.read(row.next(), 'users.email');
  return { ...membership, email, name: text.read(row.next(), 'users.name') };
}

import type { CustomRole, Membership } from '../../model/index.ts';
import { list, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const memberships = table<Omit<Membership, 'tenantName'>>('memberships', {
  tenantId: text,
  userId: text,
  role: text,
});

export const customRoles = table<CustomRole>('custom_roles', {
  tenantId: text,
  name: text,
  title: text,
  permissions: list(),
});

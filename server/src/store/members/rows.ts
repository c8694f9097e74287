import type { CustomRole, Membership } from '../../model/index.ts';
import { branded, list, text } from '../table/codecs.ts';
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

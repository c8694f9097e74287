import type { Invitation } from '../../model/index.ts';
import { branded, integer, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const invitations = table<Invitation>('invitations', {
  id: text,
  hash: branded(),
  tenantId: branded(),
  email: text,
  role: text,
  invitedBy: branded(),
  createdAt: integer,
  expiresAt: integer,
});

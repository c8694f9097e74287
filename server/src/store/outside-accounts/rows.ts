import type { OutsideAccount } from '../../model/index.ts';
import { branded, flag, integer, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const outsideAccountRows = table<OutsideAccount>('outside_accounts', {
  source: text,
  subject: text,
  userId: branded(),
  email: text,
  emailVerified: flag,
  founding: flag,
  createdAt: integer,
  usedAt: integer,
});

import type { User } from '../../model/index.ts';
import { branded, integer, nullable, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const users = table<User>('users', {
  id: branded(),
  email: text,
  name: text,
  passwordHash: nullable(text),
  createdAt: integer,
});

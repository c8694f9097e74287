import type { User } from '../../model/index.ts';
import { branded, integer, nullable, text } from '../table/codecs.ts';
import { type Table, table } from '../table/table.ts';

const rows = table<User>('users', {
  id: branded(),
  email: text,
  name: text,
  passwordHash: nullable(text),
  createdAt: integer,
});

/** The address to show: of somebody whom another system signs in, the one that it claims. */
export function shownEmail(alias: string): string {
  return `coalesce(${alias}.claimed_email, ${alias}.email)`;
}

export const users: Table<User> = {
  ...rows,
  columns: (alias = 'users') => rows.columns(alias).replace(`${alias}.email`, shownEmail(alias)),
};

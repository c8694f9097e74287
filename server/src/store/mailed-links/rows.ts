import type { MailedLink } from '../../model/index.ts';
import { branded, integer, nullable, oneOf, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const mailedLinks = table<MailedLink>('mailed_links', {
  hash: branded(),
  purpose: oneOf('reset', 'address', 'undo_address', 'sign_up'),
  userId: nullable(branded()),
  email: text,
  createdAt: integer,
  expiresAt: integer,
});

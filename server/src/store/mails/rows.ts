import { type Mail, SUBSCRIPTIONS } from '../../model/index.ts';
import { branded, integer, nullable, oneOf, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const mails = table<Mail>('mails', {
  id: text,
  recipient: text,
  subject: text,
  text,
  html: nullable(text),
  secret: nullable(text),
  userId: nullable(branded()),
  tenantId: nullable(branded()),
  subscription: nullable(oneOf(...SUBSCRIPTIONS)),
  createdAt: integer,
  attempts: integer,
  dueAt: integer,
  answer: nullable(text),
  expiresAt: integer,
});

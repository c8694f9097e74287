import type { Session } from '../../model/index.ts';
import { branded, integer, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const sessions = table<Session>('sessions', {
  hash: branded(),
  publicId: text,
  userId: branded(),
  createdAt: integer,
  lastSeenAt: integer,
  expiresAt: integer,
});

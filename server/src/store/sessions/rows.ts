import type { AuthMethod, Session } from '../../model/index.ts';
import { branded, integer, list, nullable, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const sessions = table<Session>('sessions', {
  hash: branded(),
  publicId: text,
  userId: branded(),
  methods: list<AuthMethod>(),
  browser: nullable(text),
  createdAt: integer,
  lastSeenAt: integer,
  expiresAt: integer,
});

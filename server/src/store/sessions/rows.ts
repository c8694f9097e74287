import type { AuthMethod, Session, SignInElsewhere } from '../../model/index.ts';
import { branded, integer, list, nullable, object, text } from '../table/codecs.ts';
import type { Codec } from '../table/row.ts';
import { table } from '../table/table.ts';

export const sessions = table<Required<Session>>('sessions', {
  hash: branded(),
  publicId: text,
  userId: branded(),
  methods: list<AuthMethod>(),
  elsewhere: nullable(object as unknown as Codec<SignInElsewhere>),
  browser: nullable(text),
  createdAt: integer,
  lastSeenAt: integer,
  expiresAt: integer,
});

import type { Authenticator, Passkey, RecoveryCode } from '../../model/index.ts';
import { branded, flag, integer, list, nullable, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const authenticators = table<Authenticator>('authenticators', {
  userId: branded(),
  sealed: text,
  createdAt: integer,
  lastUsedAt: nullable(integer),
});

export const passkeys = table<Passkey>('passkeys', {
  id: text,
  userId: branded(),
  credentialId: text,
  publicKey: text,
  name: text,
  transports: list(),
  synced: flag,
  counter: integer,
  createdAt: integer,
  lastUsedAt: nullable(integer),
});

export const recoveryCodes = table<RecoveryCode>('recovery_codes', {
  hash: branded(),
  userId: branded(),
  createdAt: integer,
  usedAt: nullable(integer),
});

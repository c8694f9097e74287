import { integer, nullable, oneOf, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';
import type { SealedKey } from './verbs.ts';

export const sealedKeys = table<SealedKey>('sealed_keys', {
  id: text,
  purpose: oneOf('signing', 'succession', 'form', 'subject', 'client_secrets', 'audit'),
  algorithm: text,
  publicJwk: nullable(text),
  sealed: text,
  createdAt: integer,
});

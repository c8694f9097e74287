import { integer, nullable, oneOf, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';
import { KEY_PURPOSES, type SealedKey } from './verbs.ts';

export const sealedKeys = table<SealedKey>('sealed_keys', {
  id: text,
  purpose: oneOf(...KEY_PURPOSES),
  algorithm: text,
  publicJwk: nullable(text),
  sealed: text,
  createdAt: integer,
});

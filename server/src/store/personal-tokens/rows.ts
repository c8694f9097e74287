import type { PersonalToken, ResourceRef } from '../../model/index.ts';
import { branded, integer, list, nullable, text } from '../table/codecs.ts';
import { mode } from '../table/model-codecs.ts';
import { table } from '../table/table.ts';

export const personalTokens = table<PersonalToken>('personal_tokens', {
  id: text,
  hash: branded(),
  name: text,
  hint: text,
  userId: branded(),
  tenantId: branded(),
  scopes: list(),
  resources: nullable(list<ResourceRef>()),
  ipAllowlist: nullable(list()),
  mode,
  createdAt: integer,
  expiresAt: nullable(integer),
  lastUsedAt: nullable(integer),
  revokedAt: nullable(integer),
});

/** The columns that limit what a token reaches. */
export const selection = personalTokens.part('resources');

import type { ManagementToken } from '../../model/index.ts';
import { branded, integer, list, nullable, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const managementTokens = table<ManagementToken>('management_tokens', {
  id: text,
  hash: branded(),
  name: text,
  hint: text,
  scopes: list(),
  tenantId: nullable(branded()),
  madeBy: nullable(branded()),
  createdAt: integer,
  expiresAt: nullable(integer),
  lastUsedAt: nullable(integer),
  revokedAt: nullable(integer),
});

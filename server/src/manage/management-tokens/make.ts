import type { ApiConfig } from '../../config/index.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId } from '../../lib/ids.ts';
import type { ManagementToken } from '../../model/index.ts';
import { newToken } from '../../tokens/format.ts';

/** Returns a new management token, and its record, which has no more of it than a hash and a hint. */
export function newManagementToken(
  { tokens }: ApiConfig,
  given: Pick<ManagementToken, 'name' | 'scopes' | 'tenantId' | 'madeBy' | 'createdAt' | 'expiresAt'>,
  token = newToken(tokens.prefixes.management, 'live'),
): { token: string; record: ManagementToken } {
  const record = {
    id: newId('mgt'),
    hash: sha256(token),
    hint: token.slice(-4),
    lastUsedAt: null,
    revokedAt: null,
    ...given,
  };
  return { token, record };
}

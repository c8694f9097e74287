import type { ApiConfig } from '../config/index.ts';
import type { Client } from '../model/index.ts';

/**
 * Returns whether a client gets tokens of its own without a tenant. The guard refuses them on every operation
 * except those with `x-latchkey-tenant: false`. Platforms are excluded: they name an account with each call.
 */
export function actsForNobody(
  { kind, grantTypes, tenantId }: Pick<Client, 'kind' | 'grantTypes' | 'tenantId'>,
  { accountHeader }: Pick<ApiConfig, 'accountHeader'>,
): boolean {
  const namesAccounts = kind === 'platform' && accountHeader !== undefined;
  return grantTypes.includes('client_credentials') && tenantId === null && !namesAccounts;
}

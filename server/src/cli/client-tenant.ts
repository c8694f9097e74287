import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Client, TenantId } from '../model/index.ts';
import type { Store } from '../store/store.ts';

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

/** Returns the tenant that an option names. Throws `StartError` if its id is unknown. */
export async function existingTenant(id: string, config: ApiConfig, store: Store): Promise<TenantId> {
  const tenant = await store.tenantById(id);
  if (tenant) return tenant.id;
  throw new StartError(`--tenant ${id}: there is no such ${config.tenant.word} (latchkey tenant add).`);
}

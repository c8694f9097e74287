import { StartError } from '../config/environment/start-error.ts';
import type { Tenant } from '../model/index.ts';
import type { Opened } from './open-store.ts';

/** Returns the tenant with an id. Throws `StartError` if there is none: a typo would otherwise look like an empty tenant. */
export async function tenantNamed(
  id: string,
  { store, config }: Pick<Opened, 'store' | 'config'>,
): Promise<Tenant> {
  const tenant = await store.tenantById(id);
  if (tenant) return tenant;
  throw new StartError(
    `There is no ${config.tenant.word} ${id}: latchkey tenant list shows them, latchkey tenant add adds one.`,
  );
}

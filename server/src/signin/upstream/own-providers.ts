import type { Api } from '../../api.ts';
import type { TenantProvider, UserId } from '../../model/index.ts';
import { idOfTenant } from './of-tenant.ts';

/** Returns the providers of tenants by which a person signs in. The page of signing in names none: each tenant has a page of its own. */
export async function providersOfPerson(
  { store }: Pick<Api, 'store'>,
  userId: UserId,
): Promise<{ id: string; title: string }[]> {
  const sources = (await store.outsideAccountsOf(userId)).map(({ source }) => source);
  const tenants = sources.flatMap((source) => /^tenant:(.+) \S+$/.exec(source)?.[1] ?? []);
  const providers = await Promise.all([...new Set(tenants)].map((id) => store.tenantProvider(id)));
  return providers
    .filter((provider): provider is TenantProvider => provider !== null)
    .map(({ tenantId, title }) => ({ id: idOfTenant(tenantId), title }));
}

import type { Api } from '../../api.ts';
import type { TenantId, UserId } from '../../model/index.ts';
import { tenantOfProvider } from '../upstream/of-tenant.ts';
import { tenantOfDirectory } from './of-directory.ts';

/*
 * Managers of a tenant decide what its directory and its provider say, so they can sign in as each person who comes from there. Such a
 * person has nothing beyond that tenant.
 */

/** Returns the tenant whose directory or provider says who signs in as a person, or `null`. */
export async function decidingTenant(
  { store }: Pick<Api, 'store'>,
  userId: UserId,
): Promise<TenantId | null> {
  for (const { source } of await store.outsideAccountsOf(userId)) {
    const found = tenantOfDirectory(source) ?? tenantOfProvider(source);
    if (found !== null) return found;
  }
  return null;
}

/** Returns whether a person has anything beyond a tenant: another place, applications of their own, or the API to operate. */
export async function reachesBeyond(
  { store }: Pick<Api, 'store'>,
  userId: UserId,
  tenantId: TenantId,
): Promise<boolean> {
  const places = await store.membershipsOf(userId);
  if (places.some((place) => place.tenantId !== tenantId)) return true;
  return (await store.operator(userId)) !== null || (await store.developer(userId)) !== null;
}

import type { Api } from '../../api.ts';
import { TenantId, type UserId } from '../../model/index.ts';

/*
 * Managers of a tenant decide what its directory and its provider say, so they can sign in as each person who comes from there. Such a
 * person has nothing beyond that tenant.
 */

/** Sources of accounts that one tenant decides about, as `directorySource` and `sourceOf` write them. */
const OF_TENANT = /^(?:directory of (.+)|tenant:(.+) \S+)$/;

/** Returns the tenant whose directory or provider says who signs in as a person, or `null`. */
export async function decidingTenant(
  { store }: Pick<Api, 'store'>,
  userId: UserId,
): Promise<TenantId | null> {
  for (const { source } of await store.outsideAccountsOf(userId)) {
    const [, ofDirectory, ofProvider] = OF_TENANT.exec(source) ?? [];
    const found = ofDirectory ?? ofProvider;
    if (found !== undefined) return TenantId(found);
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

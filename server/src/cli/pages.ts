import type { Client, Member, Tenant, TenantId } from '../model/index.ts';
import type { GrantWithParties, Place } from '../store/grants/page.ts';
import type { Store } from '../store/store.ts';

type Pages<Item> = AsyncGenerator<Item[], void, undefined>;

const SIZE = 500;

/**
 * Reads a list of the store to its end, a page at a time.
 *
 * @param read returns the page after a place; after `null`, the first
 * @param placeOf the place of the last item of a page
 */
export async function* pages<Item, Place>(
  read: (after: Place | null, limit: number) => Promise<Item[]>,
  placeOf: (last: Item) => Place,
): Pages<Item> {
  for (let after: Place | null = null; ; ) {
    const page = await read(after, SIZE);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < SIZE) return;
    after = placeOf(last);
  }
}

export function clientPages(store: Store): Pages<Client> {
  return pages(
    (after: string | null, limit) => store.clientsAfter(after ?? '', limit),
    ({ id }) => id,
  );
}

export function tenantPages(store: Store): Pages<Tenant> {
  return pages(
    (after: string | null, limit) => store.tenants({ after, limit }),
    ({ id }) => id,
  );
}

export function memberPages(store: Store, tenantId: TenantId): Pages<Member> {
  return pages(
    (after: Member | null, limit) => store.membersOf({ tenantId, after, limit }),
    (last) => last,
  );
}

/** The connections of a tenant that were revoked, or all others. */
export function connectionPages(
  store: Store,
  which: { tenantId: TenantId; revoked: boolean },
): Pages<GrantWithParties> {
  return pages(
    (before: Place | null, limit) => store.grantsIn({ ...which, before, limit }),
    ({ grant }) => grant,
  );
}

import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { type OutsideAccount, TenantId, type UserId } from '../../model/index.ts';

const DIRECTORY = 'directory of ';

/** The source of the people whom the directory of a tenant brings. */
export function directorySource(tenantId: TenantId): string {
  return `${DIRECTORY}${tenantId}`;
}

/** Returns the tenant whose directory a source is, or `null`. */
export function tenantOfDirectory(source: string): TenantId | null {
  return source.startsWith(DIRECTORY) ? TenantId(source.slice(DIRECTORY.length)) : null;
}

/** Returns whether the directory of a tenant knows a person, or did: then it alone decides about their place there. */
export async function isOfDirectory(
  { store }: Pick<Api, 'store'>,
  tenantId: TenantId,
  userId: UserId,
): Promise<boolean> {
  const source = directorySource(tenantId);
  return (await store.outsideAccountsOf(userId)).some((account) => account.source === source);
}

/** Returns whether the directory of a tenant says that the person of an id has left. */
export async function hasLeft(
  { store }: Pick<Api, 'store'>,
  tenantId: TenantId,
  subject: string,
): Promise<boolean> {
  const known = await store.directoryUsersWithExternalId(tenantId, subject);
  return known.length > 0 && known.every(({ active }) => !active);
}

/**
 * Joins an account at a tenant's provider to the person whom the tenant's directory knows by the same id. It has to be somebody who
 * began with the directory: a person with a password of their own may belong to other tenants, where this tenant decides nothing.
 */
export async function joinOfDirectory(
  api: Api,
  request: Inbound,
  tenantId: TenantId,
  account: Pick<OutsideAccount, 'source' | 'subject' | 'email' | 'emailVerified'>,
): Promise<OutsideAccount | null> {
  const { source, subject } = account;
  const [known, ...others] = await api.store.directoryUsersWithExternalId(tenantId, subject);
  if (!known || others.length > 0) return null;
  const own = await api.store.outsideAccount(directorySource(tenantId), known.id);
  if (!own?.founding || own.userId !== known.userId) return null;
  const now = api.clock.now();
  const { userId } = known;
  await api.store.linkOutside({ ...account, userId, founding: false, createdAt: now, usedAt: now }, [
    auditEvent(api, request, 'outside_account.linked', {
      ...{ tenantId, userId },
      detail: { source, subject, by: directorySource(tenantId) },
    }),
  ]);
  // Of two sign-ins at once, one has linked it.
  return api.store.outsideAccount(source, subject);
}

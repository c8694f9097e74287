import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { type AuditEvent, type Membership, TenantId, type UserId } from '../../model/index.ts';

/** Makes an approved developer who belongs to no tenant a member of the one for tests, where the API has one. */
export async function joinTestTenant(api: Api, request: Inbound, userId: UserId): Promise<void> {
  const { testTenant } = api.config.developers;
  if (!testTenant || (await api.store.membershipsOf(userId)).length > 0) return;
  if ((await api.store.developer(userId))?.state !== 'approved') return;
  const membership = { tenantId: TenantId(testTenant.id), userId, role: testTenant.role };
  const detail = { role: testTenant.role, by: userId, cause: 'tests of a developer' };
  const row = auditEvent(api, request, 'member.added', { ...membership, detail });
  await api.store.addMembership(membership, [row]);
}

/** Ends the place in the tenant for tests of a developer who is refused, with the connections that they made there. */
export async function leaveTestTenant(
  { config, clock, store }: Pick<Api, 'config' | 'clock' | 'store'>,
  userId: UserId,
  refusal: AuditEvent[],
): Promise<void> {
  const { testTenant } = config.developers;
  if (!testTenant) return;
  const tenantId = TenantId(testTenant.id);
  const found = await store.membership(userId, tenantId);
  if (!found || found.role !== testTenant.role) return;
  const detail = { role: found.role, cause: 'developer.refused' };
  const audit = refusal.map((row): AuditEvent => ({ ...row, kind: 'member.removed', tenantId, detail }));
  await store.removeMember({ tenantId, userId, now: clock.now(), audit });
}

/** Returns the places of somebody beside the one for tests, in which a client of theirs can be at home. */
export function homesOf({ config }: Pick<Api, 'config'>, memberships: readonly Membership[]): Membership[] {
  return memberships.filter(({ tenantId }) => tenantId !== config.developers.testTenant?.id);
}

import { managerRoles } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { type AuditEvent, type AuditKind, type Membership, TenantId, type User } from '../../model/index.ts';
import { isHeldRole } from '../../rules/tenant/held-member.ts';

/** A place in a tenant that another system gives. */
export interface Place {
  tenant: string;
  role: string;
}

/** All places that another system gives to a person now. */
export interface Places {
  places: readonly Place[];
  /** Whether places that it gave before, and gives no more, end. */
  takesBack: boolean;
  /** Whether it decides about places too that a manager gave. */
  decidesAll: boolean;
}

/** A change that another one overtook is judged again, at most so often. */
const ATTEMPTS = 3;

/**
 * Gives a person the places that another system names, and takes back those that it gave and names no more. The last
 * manager of a tenant keeps their role, and a member whom a restore holds stays held.
 */
export async function applyPlaces(
  api: Api,
  request: Inbound,
  user: User,
  source: string,
  { places, takesBack, decidesAll }: Places,
): Promise<void> {
  const given = await api.store.membershipsGivenBy(user.id, source);
  const row = (kind: AuditKind, tenantId: TenantId, detail: AuditEvent['detail']) =>
    auditEvent(api, request, kind, { tenantId, userId: user.id, detail: { by: source, ...detail } });

  for (const { tenant, role } of places) {
    const tenantId = TenantId(tenant);
    const audit = [row('member.added', tenantId, { role })];
    if ((await api.store.giveMembership({ tenantId, userId: user.id, role }, source, audit)) !== 'exists')
      continue;
    const own = given.some((each) => each.tenantId === tenantId);
    if (own || decidesAll) {
      await change(api, user, tenantId, role, (from) => [
        row('member.role_changed', tenantId, { from, to: role }),
      ]);
    }
  }
  if (!takesBack) return;
  for (const { tenantId } of given.filter((each) => !places.some(({ tenant }) => tenant === each.tenantId))) {
    await change(api, user, tenantId, null, (from) => [row('member.removed', tenantId, { role: from })]);
  }
}

/** @param to the next role; `null` ends the membership */
async function change(
  api: Api,
  { id: userId }: User,
  tenantId: TenantId,
  to: string | null,
  rows: (from: string) => AuditEvent[],
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const current = await api.store.membership(userId, tenantId);
    if (!current || current.role === to || isHeldRole(current.role)) return;
    const outcome = await changeJudged(api, current, to, rows(current.role));
    if (outcome === 'last_manager') {
      api.log.warn({ tenant: tenantId, user: userId }, 'the last manager of a tenant keeps their role');
    }
    if (outcome !== 'overtaken') return;
  }
}

async function changeJudged(
  api: Api,
  { userId, tenantId, role }: Membership,
  to: string | null,
  audit: AuditEvent[],
): Promise<'last_manager' | 'overtaken' | 'unknown' | 'changed' | 'removed'> {
  const judged = {
    by: { userId, role },
    made: await api.store.customRoles(tenantId),
    from: role,
    managing: managerRoles(api.config),
  };
  return to === null
    ? api.store.removeMember({ tenantId, userId, now: api.clock.now(), judged, audit })
    : api.store.setRole({ tenantId, userId, role: to, judged, audit });
}

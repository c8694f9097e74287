import type { AuditRow, TenantId } from '../../model/index.ts';
import type { PageApi } from '../page-api.ts';

/** Returns the names of the tenant's members whom the rows are about, or who acted, by id. A removed member has none. */
export async function memberNames(
  api: PageApi,
  tenantId: TenantId,
  rows: readonly AuditRow[],
): Promise<Map<string, string>> {
  const ids = rows
    .flatMap(({ userId, detail: { by } }) => [userId, by])
    .filter((id) => typeof id === 'string');
  const members = await Promise.all([...new Set(ids)].map((id) => api.store.member(id, tenantId)));
  return new Map(members.flatMap((member) => (member ? [[member.userId, member.name] as const] : [])));
}

import { managesTenant } from '../../access/roles.ts';
import { closedRow } from '../../anomalies/row.ts';
import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';

/**
 * Closes an alert of a tenant: `dismissed` says that it was no misuse, `ended` that its connection was ended because of it.
 * Managers close every alert of their tenant, a member those of their own grants and tokens; any other one is `unknown`.
 */
export async function closeAlert(
  api: Pick<Api, 'store' | 'config' | 'clock'>,
  { id, as, by, request }: { id: string; as: 'dismissed' | 'ended'; by: Membership; request: Inbound },
): Promise<'closed' | 'already' | 'unknown'> {
  const alert = await api.store.alert(id);
  if (!alert || alert.tenantId !== by.tenantId) return 'unknown';
  if (alert.userId !== by.userId && !managesTenant(api.config, by.role)) return 'unknown';
  const now = api.clock.now();
  const { ip, requestId } = request;
  const audit = [{ ...closedRow(alert, as, by.userId, now), ip, requestId }];
  return api.store.closeAlert({ id, as, by: by.userId, now, audit });
}

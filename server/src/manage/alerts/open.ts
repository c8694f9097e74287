import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Alert, Grant, Membership } from '../../model/index.ts';
import { closeAlert } from './close.ts';

/** One kind tells of a connection once until it is closed or for good, so there are few. */
const MOST = 20;

/** Returns the open alerts of a connection that this member may close, the newest first. */
export async function openAlerts(
  api: Pick<Api, 'store' | 'config'>,
  by: Membership,
  { id: grantId, connectedAccountId }: Grant,
): Promise<Alert[]> {
  const whose = connectedAccountId === null ? { grantId } : { connectedAccountId };
  const found = await api.store.alertsPage({ ...whose, state: 'open', before: null, limit: MOST });
  const manages = managesTenant(api.config, by.role);
  return found.filter(
    ({ tenantId, userId }) => tenantId === by.tenantId && (manages || userId === by.userId),
  );
}

/** Closes one of them because it was no misuse. */
export async function dismissAlert(
  api: Pick<Api, 'store' | 'config' | 'clock'>,
  { id, by, grant, request }: { id: string; by: Membership; grant: Grant; request: Inbound },
): Promise<'closed' | 'already' | 'unknown'> {
  const open = await openAlerts(api, by, grant);
  if (!open.some((alert) => alert.id === id)) return 'unknown';
  return closeAlert(api, { id, as: 'dismissed', by, request });
}

/** Closes all of them, because their connection has been ended. */
export async function closeAlertsOfEnded(
  api: Pick<Api, 'store' | 'config' | 'clock'>,
  { by, grant, request }: { by: Membership; grant: Grant; request: Inbound },
): Promise<void> {
  for (const { id } of await openAlerts(api, by, grant)) {
    await closeAlert(api, { id, as: 'ended', by, request });
  }
}

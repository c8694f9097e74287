import { closedRow } from '../../anomalies/row.ts';
import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Alert } from '../../model/index.ts';
import { type Acting, isManager, nameInLog } from '../acting.ts';
import { type Connection, isShared } from '../connections/connection.ts';

/** One kind tells of a connection once until it is closed or for good, so there are few. */
const MOST = 20;

/** The connection whose alerts are closed, by whom, and on which request. */
interface Closing {
  by: Acting;
  connection: Connection;
  request: Inbound;
}

/**
 * Returns the open alerts of a connection for a member who may end it, the newest first: a manager, the user of a grant, or
 * the only user with a part in a connected account. With several parts they are about calls by others' authority too, which a
 * manager alone sees.
 */
export async function openAlerts(
  api: Pick<Api, 'store' | 'config'>,
  by: Acting,
  connection: Connection,
): Promise<Alert[]> {
  const { id: grantId, connectedAccountId, tenantId, userId } = connection.grant;
  const isOwn = userId === by.userId && !isShared(connection);
  if (tenantId !== by.tenantId || !(isOwn || isManager(api.config, by))) return [];
  const whose = connectedAccountId === null ? { grantId } : { connectedAccountId };
  return api.store.alertsPage({ ...whose, state: 'open', before: null, limit: MOST });
}

/** Closes one of them because it was no misuse. */
export async function dismissAlert(
  api: Pick<Api, 'store' | 'config' | 'clock'>,
  id: string,
  closing: Closing,
): Promise<'closed' | 'already' | 'unknown'> {
  const alert = (await openAlerts(api, closing.by, closing.connection)).find((each) => each.id === id);
  return alert ? closeAlert(api, alert, 'dismissed', closing) : 'unknown';
}

/** Closes all of them, because their connection has been ended. */
export async function closeAlertsOfEnded(
  api: Pick<Api, 'store' | 'config' | 'clock'>,
  closing: Closing,
): Promise<void> {
  for (const alert of await openAlerts(api, closing.by, closing.connection)) {
    await closeAlert(api, alert, 'ended', closing);
  }
}

/** Closes an alert for somebody who may do that. */
export function closeAlert(
  api: Pick<Api, 'store' | 'clock'>,
  alert: Alert,
  as: 'dismissed' | 'ended',
  {
    by,
    byOperator = false,
    request: { ip, requestId },
  }: Omit<Closing, 'connection'> & { byOperator?: boolean },
): Promise<'closed' | 'already' | 'unknown'> {
  const now = api.clock.now();
  const audit = [{ ...closedRow(alert, as, nameInLog(by), now), ip, requestId }];
  return api.store.closeAlert({ id: alert.id, as, by: by.userId, byOperator, now, audit });
}

import { HOUR } from '../lib/clock.ts';
import type { Alert } from '../model/index.ts';
import type { AuditQuery } from '../store/store.ts';

/** Returns the filter that finds the rows of the log behind an alert. */
export function rowsBehind(alert: Alert): Omit<AuditQuery, 'limit'> {
  const { subject, since, until, connectedAccountId, clientId, userId, tenantId } = alert;
  const span = { since, until: Math.max(until, since + HOUR) };
  if (connectedAccountId !== null) return { connectedAccountId, ...span };
  return {
    ...(clientId === null ? {} : { clientId }),
    ...(userId === null ? {} : { userId }),
    ...(tenantId === null || subject === clientId ? {} : { tenantId }),
    ...span,
  };
}

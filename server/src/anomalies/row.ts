import { eventWithoutRequest } from '../audit/event.ts';
import { SECOND } from '../lib/clock.ts';
import type { Alert, AuditEvent, Instant } from '../model/index.ts';

/** Returns the row that tells of an alert. Webhooks take its ids and numbers, not its network. */
export function foundRow(alert: Alert): AuditEvent {
  const { id, kind, since, until, facts, createdAt } = alert;
  return eventWithoutRequest('anomaly.found', createdAt, {
    ...whoseOf(alert),
    detail: { alert_id: id, anomaly: kind, since: since / SECOND, until: until / SECOND, ...facts },
  });
}

/** Returns the row of an alert that somebody closes; `by` is the id of a user or a management token, or `command line`. */
export function closedRow(alert: Alert, as: 'dismissed' | 'ended', by: string, at: Instant): AuditEvent {
  const detail = { alert_id: alert.id, anomaly: alert.kind, as, by };
  return eventWithoutRequest('anomaly.closed', at, { ...whoseOf(alert), detail });
}

function whoseOf({ tenantId, clientId, connectedAccountId, grantId, userId, mode }: Alert) {
  return { tenantId, clientId, connectedAccountId, grantId, userId, mode };
}

import { webhookDeliveries, webhookEndpoints, webhookEvents } from './rows.ts';

const endpoint = webhookEndpoints.columns();

export const insertEndpoint = webhookEndpoints.insert;
export const endpointById = `SELECT ${endpoint} FROM webhook_endpoints WHERE id = :id`;
export const countEndpoints = `SELECT count(*) FROM webhook_endpoints WHERE client_id IS NOT DISTINCT FROM :clientId`;
export const endpointsAfter = `
SELECT ${endpoint} FROM webhook_endpoints WHERE id > :after ORDER BY id LIMIT :limit`;
export const endpointsOf = `
SELECT ${endpoint} FROM webhook_endpoints
WHERE client_id IS NOT DISTINCT FROM :clientId AND id > :after ORDER BY id LIMIT :limit`;
export const setSecrets = `UPDATE webhook_endpoints SET secrets = :secrets WHERE id = :id`;
export const setHealth = `
UPDATE webhook_endpoints SET ${webhookEndpoints.assignments(['failures', 'failingSince', 'pausedUntil', 'disabledAt'])}
WHERE id = :id`;
/** Deliveries that wait go to the new address. */
export const changeEndpoint = `
UPDATE webhook_endpoints SET ${webhookEndpoints.assignments(['url', 'events', 'ordered'])} WHERE id = :id`;

export const removeEndpoint = `DELETE FROM webhook_endpoints WHERE id = :id`;

/** Those of a client and those of the API owner: some twenty at most. */
export const endpointsToTell = `
SELECT ${endpoint} FROM webhook_endpoints WHERE client_id = :clientId
UNION ALL SELECT ${endpoint} FROM webhook_endpoints WHERE client_id IS NULL`;

/** Answers the number that the event got. */
export const insertEvent = `${webhookEvents.insert} RETURNING number`;

/** Anew, or again after it was delivered or given up. */
export const insertDelivery = `
${webhookDeliveries.insert} ON CONFLICT (endpoint_id, event_number) DO UPDATE SET
  status = excluded.status, attempts = 0, due_at = excluded.due_at, since = excluded.since, named = 0
WHERE webhook_deliveries.status IN ('delivered', 'given_up')`;

/** The next of an account falls due, unless one of it is due already. */
export const nextOfAccount = `
UPDATE webhook_deliveries SET status = 'due', due_at = :now, since = :now
WHERE endpoint_id = :endpointId AND event_number = (
  SELECT min(event_number) FROM webhook_deliveries
  WHERE endpoint_id = :endpointId AND account = :account AND account IS NOT NULL AND status IN ('due', 'waiting')
) AND status = 'waiting' AND NOT EXISTS (
  SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = :endpointId AND d.account = :account
    AND d.account IS NOT NULL AND d.status IN ('due', 'waiting') AND d.due_at IS NOT NULL
)`;

export const endpointsWithDue = `
SELECT ${endpoint} FROM webhook_endpoints e WHERE disabled_at IS NULL AND paused_until <= :now AND EXISTS (
  SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.due_at <= :now)`;

/** Counts the attempt. Rows that another node takes at this moment are passed over. */
export const takeDeliveries = `
UPDATE webhook_deliveries SET attempts = attempts + 1, due_at = :until
WHERE endpoint_id = :endpointId AND event_number IN (
  SELECT event_number FROM webhook_deliveries
  WHERE endpoint_id = :endpointId AND due_at <= :now ORDER BY due_at LIMIT :limit /* skip locked */)
RETURNING ${webhookDeliveries.columns()}`;

/** As far as a limit: more are too many as well. Those behind an earlier one of their account are not among them. */
export const countDue = `SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries WHERE due_at IS NOT NULL LIMIT :limit) AS found`;

export const eventByNumber = `SELECT ${webhookEvents.columns()} FROM webhook_events WHERE number = :number`;

/** No more than a receiver reads. */
export const skippedBefore = `
SELECT v.id FROM webhook_deliveries d JOIN webhook_events v ON v.number = d.event_number
WHERE d.endpoint_id = :endpointId AND d.account = :account AND d.account IS NOT NULL AND d.status = 'given_up'
  AND d.named = 0 AND d.event_number < :eventNumber ORDER BY d.event_number LIMIT 100`;

export const nameSkipped = `
UPDATE webhook_deliveries SET named = 1 WHERE endpoint_id = :endpointId AND account = :account AND account IS NOT NULL
  AND status = 'given_up' AND named = 0 AND event_number < :eventNumber`;

/** Only of the attempt that ended: a later one has counted itself. */
export const settleDelivery = `
UPDATE webhook_deliveries
SET ${webhookDeliveries.assignments(['status', 'dueAt', 'answeredAt', 'answer', 'body'])}
WHERE endpoint_id = :endpointId AND event_number = :eventNumber AND attempts = :attempts AND status = 'due'`;

export const giveUpAll = `
UPDATE webhook_deliveries SET status = 'given_up', due_at = NULL
WHERE endpoint_id = :endpointId AND status IN ('due', 'waiting')`;

export const eventsAfter = `
SELECT number, ${webhookEvents.columns()} FROM webhook_events WHERE number > :after ORDER BY number LIMIT :limit`;

export const eventsOfClientAfter = `
SELECT number, ${webhookEvents.columns()} FROM webhook_events
WHERE client_id = :clientId AND number > :after ORDER BY number LIMIT :limit`;

export const deliveriesOf = `
SELECT ${webhookEvents.columns('v')}, ${webhookDeliveries.columns('d')}
FROM webhook_deliveries d JOIN webhook_events v ON v.number = d.event_number
WHERE d.endpoint_id = :endpointId AND d.event_number < :before ORDER BY d.event_number DESC LIMIT :limit`;

import { activity, alerts } from './rows.ts';

/** The most networks of a subject in an hour. An attacker with a million addresses must not fill the disk. */
const MOST_NETWORKS = 24;

const ofHour = `FROM activity WHERE hour = :hour AND subject = s.subject`;

/** A row of the log may have an id of an account from before it was joined with others; the counters have the one that leads. */
export const addActivity = `
INSERT INTO activity (${activity.columns()})
SELECT
  CAST(:hour AS bigint), s.subject, CAST(:tenantId AS text), CAST(:clientId AS text),
  CASE WHEN CAST(:connectedAccountId AS text) IS NULL THEN NULL ELSE s.subject END,
  CAST(:grantId AS text), CAST(:userId AS text), CAST(:mode AS text),
  CASE
    WHEN EXISTS (SELECT 1 ${ofHour} AND network = :network) THEN CAST(:network AS text)
    WHEN (SELECT count(*) FROM (SELECT 1 ${ofHour} LIMIT ${MOST_NETWORKS}) few) < ${MOST_NETWORKS} THEN CAST(:network AS text)
    ELSE 'further'
  END,
  CAST(:allowed AS bigint), CAST(:refused AS bigint), CAST(:refreshed AS bigint), CAST(:repeated AS bigint),
  CAST(:firstAt AS bigint), CAST(:lastAt AS bigint)
FROM (
  SELECT coalesce((SELECT account_id FROM connected_account_aliases WHERE id = :subject), :subject) AS subject
) s WHERE true
ON CONFLICT (hour, subject, network) DO UPDATE SET
  allowed = activity.allowed + excluded.allowed,
  refused = activity.refused + excluded.refused,
  refreshed = activity.refreshed + excluded.refreshed,
  repeated = activity.repeated + excluded.repeated,
  first_at = CASE WHEN excluded.first_at < activity.first_at THEN excluded.first_at ELSE activity.first_at END,
  last_at = CASE WHEN excluded.last_at > activity.last_at THEN excluded.last_at ELSE activity.last_at END`;

/** The first hour after one, before another, that has any. */
export const nextHour = `SELECT hour FROM activity WHERE hour > :after AND hour < :before ORDER BY hour LIMIT 1`;

export const activityOfHour = `
SELECT ${activity.columns()} FROM activity WHERE hour = :hour AND subject > :after ORDER BY subject, network LIMIT :limit`;

export const activityOfApi = `SELECT ${activity.columns()} FROM activity WHERE hour = :hour AND subject = ''`;

/** The connections whose calls a platform made from a network: two are enough to know that it is not one alone. */
export const connectionsFrom = `
SELECT ${activity.columns()} FROM activity
WHERE client_id = :clientId AND network = :network AND hour >= :since AND hour < :until
  AND connected_account_id IS NOT NULL
ORDER BY hour LIMIT 50`;

export const removeActivity = `
DELETE FROM activity WHERE (hour, subject, network) IN (
  SELECT hour, subject, network FROM activity WHERE hour < :before ORDER BY hour LIMIT :limit
)`;

export const habitsOf = `SELECT habits FROM habits WHERE subject = :subject`;

export const saveHabits = `
INSERT INTO habits (subject, habits, expires_at) VALUES (:subject, :habits, :expiresAt)
ON CONFLICT (subject) DO UPDATE SET habits = excluded.habits, expires_at = excluded.expires_at`;

export const insertAlert = alerts.insert;
export const alertById = `SELECT ${alerts.columns()} FROM alerts WHERE id = :id`;

export const closeAlert = `
UPDATE alerts SET ${alerts.assignments(['state', 'closedAt', 'closedBy'])} WHERE id = :id AND state = 'open'`;

/** Newest first. `state` selects one, the empty text all. */
const alertsWhere = (whose: string) => `
SELECT ${alerts.columns()} FROM alerts
WHERE ${whose} (created_at, id) < (:at, :id) AND (:state = '' OR state = :state)
ORDER BY created_at DESC, id DESC LIMIT :limit`;

export const alertsOfAll = alertsWhere('');
export const alertsOfTenant = alertsWhere('tenant_id = :whose AND');
export const alertsOfClient = alertsWhere('client_id = :whose AND');
export const alertsOfAccount = alertsWhere('connected_account_id = :whose AND');
export const alertsOfGrant = alertsWhere('grant_id = :whose AND');

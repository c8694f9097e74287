import { usage, usageDays } from './rows.ts';

const KEY = 'hour, client_id, connected_account_id, operation, outcome, code';
const DAY_KEY = 'day, client_id, operation, outcome, code';

/** A row of the log may have an id of an account from before it was joined with others; the counters have the one that leads. */
export const addUsage = `
INSERT INTO usage (${KEY}, calls) VALUES (
  :hour, :clientId,
  coalesce((SELECT account_id FROM connected_account_aliases WHERE id = :connectedAccountId), :connectedAccountId),
  :operation, :outcome, :code, :calls
)
ON CONFLICT (${KEY}) DO UPDATE SET calls = usage.calls + excluded.calls`;

export const addUsageOfDay = `
${usageDays.insert}
ON CONFLICT (${DAY_KEY}) DO UPDATE SET calls = usage_days.calls + excluded.calls`;

export const insertNote = 'INSERT INTO uncounted (id, at, events) VALUES (:id, :at, :events)';
export const anyNote = 'SELECT 1 FROM uncounted WHERE id > :from LIMIT 1';
export const takeNotes = `
DELETE FROM uncounted WHERE id IN (SELECT id FROM uncounted WHERE id > :from ORDER BY id LIMIT :limit) RETURNING events`;

const descending = (key: string) => key.replaceAll(/\w+/g, '$& DESC');

/** Newest first: the primary key and both indexes have this order, with what they begin with held to one value. */
const along = (anchor: string) => `
SELECT ${usage.columns()} FROM usage
WHERE ${anchor} hour >= :since
  AND (${KEY}) < (:hour, :clientId, :connectedAccountId, :operation, :outcome, :code)
ORDER BY ${descending(KEY)} LIMIT :slice`;

export const usageOfAll = along('');
export const usageOfClient = along('client_id = :client AND');
export const usageOfAccount = along("connected_account_id = :account AND connected_account_id <> '' AND");

const alongDays = (anchor: string) => `
SELECT ${usageDays.columns()} FROM usage_days
WHERE ${anchor} day >= :since
  AND (${DAY_KEY}) < (:day, :clientId, :operation, :outcome, :code)
ORDER BY ${descending(DAY_KEY)} LIMIT :slice`;

export const daysOfAll = alongDays('');
export const daysOfClient = alongDays('client_id = :client AND');

export const isUsageOlder = `
SELECT EXISTS (SELECT 1 FROM usage WHERE hour < :before) OR EXISTS (SELECT 1 FROM usage_days WHERE day < :day)`;

export const removeUsage = `
DELETE FROM usage WHERE (${KEY}) IN (
  SELECT ${KEY} FROM usage WHERE hour < :before ORDER BY hour LIMIT :limit
)`;

export const removeUsageOfDays = `
DELETE FROM usage_days WHERE (${DAY_KEY}) IN (
  SELECT ${DAY_KEY} FROM usage_days WHERE day < :day ORDER BY day LIMIT :limit
)`;

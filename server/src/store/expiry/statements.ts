/** A table whose rows are removed some time after they expire. */
export interface ExpiringTable {
  name: string;
  key: string;
  /** Expired rows that are still needed. */
  unless?: string;
}

/**
 * In the order of the walk. A redeemed code stays as long as its family: a late replay has to find the family
 * that it must end (RFC 9700 section 2.1.1). Families stay until their absolute expiry.
 */
export const EXPIRING: readonly ExpiringTable[] = [
  { name: 'access_tokens', key: 'hash' },
  { name: 'refresh_tokens', key: 'hash' },
  {
    name: 'authorization_codes',
    key: 'hash',
    unless: 'EXISTS (SELECT 1 FROM token_families f WHERE f.id = authorization_codes.family_id)',
  },
  { name: 'sessions', key: 'hash' },
  { name: 'logout_notices', key: 'id' },
  { name: 'used_once', key: 'key' },
  { name: 'idempotent_answers', key: 'key' },
  { name: 'pushed_requests', key: 'hash' },
  { name: 'sign_in_challenges', key: 'hash' },
  { name: 'device_requests', key: 'hash' },
  { name: 'initial_access_tokens', key: 'hash' },
  { name: 'limit_counters', key: 'key' },
  { name: 'limit_notices', key: 'key' },
  {
    name: 'earlier_selections',
    key: 'id',
    unless:
      'EXISTS (SELECT 1 FROM grants g WHERE g.id = earlier_selections.grant_id AND g.version = earlier_selections.grant_version)',
  },
  { name: 'webhook_events', key: 'id' },
  { name: 'habits', key: 'subject' },
  { name: 'alerts', key: 'id' },
  { name: 'mails', key: 'id' },
  { name: 'mailed_links', key: 'hash' },
  { name: 'invitations', key: 'id' },
  { name: 'token_families', key: 'id' },
];

/**
 * Returns the number of rows after `after` (at most `limit`), the last of them, and how many of them have to
 * be removed.
 */
export function lookAhead({ name, key, unless }: ExpiringTable): string {
  const gone = unless === undefined ? 'expires_at < :before' : `expires_at < :before AND NOT ${unless}`;
  return `
SELECT count(*), max(key), count(*) FILTER (WHERE gone)
FROM (SELECT ${key} AS key, ${gone} AS gone FROM ${name} WHERE ${key} > :after ORDER BY ${key} LIMIT :limit) AS chunk`;
}

/** Removes the expired rows of one stretch of the primary key. */
export function removeStretch({ name, key, unless }: ExpiringTable): string {
  return `
DELETE FROM ${name} WHERE ${key} > :after AND ${key} <= :last AND expires_at < :before
${unless === undefined ? '' : `AND NOT ${unless}`}`;
}

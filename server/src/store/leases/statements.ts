/** The database's time in milliseconds since 1970; on SQLite that of this machine. */
export const DATABASE_TIME = `CAST(unixepoch('subsec') * 1000 AS BIGINT)`;

export const databaseTime = `SELECT ${DATABASE_TIME}`;

/** Takes a lease that is free, or has ended, or is the holder's own. */
export const takeLease = `
INSERT INTO leases (name, holder, until) VALUES (:name, :holder, ${DATABASE_TIME} + :milliseconds)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE leases.holder = excluded.holder OR leases.until <= ${DATABASE_TIME}`;

export const endLease = `DELETE FROM leases WHERE name = :name AND holder = :holder`;

import { pushedRequests } from './rows.ts';

/** Changes no row if the key exists: the caller that inserts it is the first. */
export const useOnce = `
INSERT INTO used_once (key, expires_at) VALUES (:key, :expiresAt) ON CONFLICT (key) DO NOTHING`;

export const insertPushedRequest = `${pushedRequests.insert} ON CONFLICT (hash) DO NOTHING`;

export const pushedRequest = `SELECT ${pushedRequests.columns()} FROM pushed_requests WHERE hash = :hash`;

export const extendPushedRequest = `
UPDATE pushed_requests SET expires_at = :until
WHERE hash = :hash AND consumed_at IS NULL AND expires_at > :now AND expires_at < :until`;

export const consumePushedRequest = `
UPDATE pushed_requests SET consumed_at = :now
WHERE hash = :hash AND consumed_at IS NULL AND expires_at > :now`;

export const setAside = `
INSERT INTO shown_once (key, sealed, created_at, expires_at) VALUES (:key, :sealed, :createdAt, :expiresAt)
ON CONFLICT (key) DO UPDATE 
SET sealed = excluded.sealed, created_at = excluded.created_at, expires_at = excluded.expires_at`;

export const aside = `SELECT sealed, created_at, expires_at FROM shown_once WHERE key = :key`;

export const removeAside = `DELETE FROM shown_once WHERE key = :key`;

/** The table contains only texts of the last minute that were not shown yet. */
export const anyExpiredAside = `SELECT 1 FROM shown_once WHERE expires_at <= :now LIMIT 1`;

export const removeExpiredAsides = `DELETE FROM shown_once WHERE expires_at <= :now`;

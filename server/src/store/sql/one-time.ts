import { pushedRequests } from './tables.ts';

/** Changes no row when the key is there already: who inserts is the first. */
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

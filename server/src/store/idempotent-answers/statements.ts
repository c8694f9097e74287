/** Changes no row if the key exists: the request that inserts it is the first. */
export const claimAnswer = `
INSERT INTO idempotent_answers (key, fingerprint, expires_at) VALUES (:key, :fingerprint, :expiresAt)
ON CONFLICT (key) DO NOTHING`;

export const answer = `SELECT fingerprint, sealed FROM idempotent_answers WHERE key = :key`;

export const keepAnswer = `UPDATE idempotent_answers SET sealed = :sealed WHERE key = :key`;

export const releaseAnswer = `DELETE FROM idempotent_answers WHERE key = :key AND sealed IS NULL`;

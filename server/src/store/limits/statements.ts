import { limitCounters } from './rows.ts';

export const openCounters = `SELECT ${limitCounters.columns()} FROM limit_counters WHERE expires_at > :now`;

/**
 * Changes nothing while somebody was told already. The end of a window is calculated anew by each process, so it may differ a
 * little; one that is much further off was written before the clock was set back.
 */
export const tellOnce = `
INSERT INTO limit_notices (key, expires_at) VALUES (:key, :until)
ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at
WHERE limit_notices.expires_at <= :now OR limit_notices.expires_at > excluded.expires_at + 60000`;

export const saveCounter = `
${limitCounters.insert}
ON CONFLICT (key) DO UPDATE SET per = excluded.per, calls = excluded.calls, expires_at = excluded.expires_at`;

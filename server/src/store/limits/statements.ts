import { limitCounters } from './rows.ts';

export const openCounters = `SELECT ${limitCounters.columns()} FROM limit_counters WHERE expires_at > :now`;

export const saveCounter = `
${limitCounters.insert}
ON CONFLICT (key) DO UPDATE SET per = excluded.per, calls = excluded.calls, expires_at = excluded.expires_at`;

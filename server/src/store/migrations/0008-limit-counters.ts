/** Counters of daily quotas, which survive a restart. */
export const limitCounters = `
CREATE TABLE limit_counters (
  key TEXT PRIMARY KEY,
  per INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
`;

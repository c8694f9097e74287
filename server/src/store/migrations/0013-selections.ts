/**
 * A token opens the selection at its issue, without what was removed since. A consent that extends the
 * selection increments the number and stores the earlier one for existing tokens. Existing tokens start with
 * the current selection of their grant.
 */
export const selections = `
ALTER TABLE grants ADD COLUMN selection INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device_requests ADD COLUMN selection INTEGER;
CREATE TABLE earlier_selections (
  id TEXT PRIMARY KEY,
  grant_id TEXT NOT NULL,
  grant_version INTEGER NOT NULL,
  resources TEXT NOT NULL,
  expires_at INTEGER NOT NULL
);
`;

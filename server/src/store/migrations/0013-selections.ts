/**
 * A token opens what was selected when it was issued, less what was taken away since: a consent that adds to the selection
 * counts on, and what it was before stays for the tokens of that time. Those that are there count from the selection that
 * their grant has now.
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

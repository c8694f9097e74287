/**
 * A secret that was just made, sealed, until the page that shows it is opened, for a minute at most. `key` names the session
 * and what the secret is of, so that no other browser gets at it.
 */
export const shownOnce = `
CREATE TABLE shown_once (
  key TEXT PRIMARY KEY,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
`;

/**
 * New secrets, sealed, until the page that shows them is opened, for a minute at most. `key` names the
 * session and the secret's object, so that no other browser can read it.
 */
export const shownOnce = `
CREATE TABLE shown_once (
  key TEXT PRIMARY KEY,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
`;

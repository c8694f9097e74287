/**
 * Links in mails that open something once, by the SHA-256 of their secret. A mail that waits has its secret sealed apart from
 * its text, and may have HTML beside it.
 */
export const mailedLinks = `
CREATE TABLE mailed_links (
  hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  user_id TEXT,
  email TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX mailed_links_of_user ON mailed_links(user_id) WHERE user_id IS NOT NULL;

ALTER TABLE mails ADD COLUMN html TEXT;
ALTER TABLE mails ADD COLUMN secret TEXT;
`;

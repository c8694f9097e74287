/**
 * People whom another system signs in. Their own address is one that cannot exist, and what the system claims is only shown:
 * nobody is found by it, and it keeps nobody else from it. A membership that such a system gave names it.
 */
export const outsideAccounts = `
ALTER TABLE users ADD COLUMN claimed_email TEXT;
ALTER TABLE memberships ADD COLUMN given_by TEXT;
CREATE TABLE outside_accounts (
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users(id),
  email TEXT NOT NULL,
  email_verified INTEGER NOT NULL,
  founding INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (source, subject)
) WITHOUT ROWID;
CREATE INDEX outside_accounts_by_user ON outside_accounts(user_id);
CREATE TABLE sign_in_challenges (
  hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  browser_hash TEXT NOT NULL,
  asked TEXT NOT NULL,
  answer_hash TEXT,
  answer TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX sign_in_challenges_by_answer ON sign_in_challenges(answer_hash);
`;
